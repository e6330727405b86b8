import { ApiProperty } from '@nestjs/swagger';
import type { Assessment, ClauseScoreResult, Requirement, ScoreRange } from '../domain/result.js';

export class ScoreRangeDto implements ScoreRange {
  @ApiProperty({ description: '至少', example: 54 })
  min: number;

  @ApiProperty({ description: '至多', example: 60 })
  max: number;

  @ApiProperty({ description: '得分是否已确定（没有缺的事实，也不待专家评分）', example: false })
  known: boolean;

  @ApiProperty({ description: '满分', example: 100 })
  outOf: number;
}

class ScorePartDto extends ScoreRangeDto {
  @ApiProperty({ example: '销售收入增长率' })
  label: string;

  @ApiProperty({ example: '9至10分' })
  how: string;
}

export class ClauseScoreDto extends ScoreRangeDto implements ClauseScoreResult {
  @ApiProperty({ description: '怎样得出', example: '取高：40分' })
  how: string;

  @ApiProperty({ type: [ScorePartDto], required: false, description: '各项指标' })
  parts?: readonly ScorePartDto[];
}

class RequirementDto implements Requirement {
  @ApiProperty({ example: '综合得分得分不低于60' })
  label: string;

  @ApiProperty({ enum: ['yes', 'no', 'unknown'], example: 'unknown' })
  verdict: Requirement['verdict'];

  @ApiProperty({ required: false, example: 'science-staff' })
  clause?: string;
}

export class AssessmentDto implements Assessment {
  @ApiProperty({
    enum: ['pass', 'fail', 'open'],
    description: '通过、不通过、尚不能确定',
    example: 'open',
  })
  verdict: Assessment['verdict'];

  @ApiProperty({
    enum: ['national', 'provincial', 'municipal', 'county'],
    required: false,
    example: 'national',
  })
  level?: string;

  @ApiProperty({ type: ScoreRangeDto })
  score: ScoreRangeDto;

  @ApiProperty({ type: [RequirementDto], description: '通过所需的各项' })
  requirements: readonly RequirementDto[];
}
