import { Transform } from 'class-transformer';
import { IsQueryInteger, PagedAsKnownQuery } from '#libs/runtime/http/query.dto.js';
import {
  IsCalendarDate,
  IsCreditCode,
  IsRegionCode,
  IsSafeText,
} from '#libs/runtime/http/validators.js';
import { FIRST_YEAR, LAST_YEAR } from '../domain/attributes.js';
import { RECOGNITION_KIND_LABELS, type RecognitionKind } from '../domain/events.js';
import { RECOGNITION_STATUSES, type RecognitionStatus } from '../domain/recognition.js';
import { IsOneOf } from './one-of.decorator.js';

/** Filters of the list of records. */
export class RecognitionsQuery extends PagedAsKnownQuery {
  @IsOneOf(RECOGNITION_KIND_LABELS, '类别')
  kind?: RecognitionKind;

  @IsCreditCode({ optional: true, description: '持有单位的统一社会信用代码' })
  creditCode?: string;

  @IsRegionCode({
    optional: true,
    description: '持有单位在计入日的所在地：县、市、省均可，含其下各地',
  })
  regionCode?: string;

  @IsQueryInteger({
    min: FIRST_YEAR,
    max: LAST_YEAR,
    optional: true,
    description: '计入年度',
    example: 2023,
  })
  countingYear?: number;

  @IsOneOf(RECOGNITION_STATUSES, '所问日期的状态')
  status?: RecognitionStatus;

  @IsCalendarDate({
    optional: true,
    description: '所问日期有效、在这一天之前到期',
    example: '2024-01-01',
  })
  expiringBefore?: string;

  @IsSafeText({
    max: 100,
    optional: true,
    description: '编号、名称或持有单位名称（含曾用名）的一部分',
    example: '样本',
  })
  // An empty search box means no search.
  @Transform(({ value }: { value: unknown }) => (value === '' ? undefined : value))
  q?: string;
}
