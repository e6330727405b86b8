import { ApiProperty } from '@nestjs/swagger';
import { Matches } from 'class-validator';
import { IsRegionCode } from '#libs/runtime/http/validators.js';
import { FIRST_PLAN_YEAR, LAST_PLAN_YEAR } from './domain/target-plan.js';

/** Where a plan is found: `/targets/{regionCode}/{year}`. Every region and year has an answer. */
export class TargetAddress {
  @IsRegionCode({ description: '行政区划代码' })
  regionCode: string;

  @ApiProperty({
    type: 'integer',
    minimum: FIRST_PLAN_YEAR,
    maximum: LAST_PLAN_YEAR,
    description: '年度',
    example: 2023,
  })
  @Matches(/^20([0-8]\d|9[0-8])$/, {
    message: `年度应为 ${FIRST_PLAN_YEAR}–${LAST_PLAN_YEAR} 的四位年份，如 2023`,
  })
  year: string;
}
