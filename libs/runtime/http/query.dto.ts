import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsOptional, ValidateBy } from 'class-validator';
import { coded } from './request/coded-message.js';
import { IsCalendarDate, IsSafeText } from './validators.js';

/** Largest page of a list. */
export const MAX_PAGE_SIZE = 200;
/** Beyond this no list of the registry reaches, and offsets stay within what SQL can count. */
const MAX_PAGE = 10_000_000;

export interface QueryIntegerOptions {
  readonly min: number;
  readonly max: number;
  /** Leaves the parameter optional; the class property may have a default value. */
  readonly optional?: boolean;
  readonly description?: string;
  readonly example?: number;
  readonly default?: number;
}

/** A whole number in a query, written in plain digits: `1e3`, `0x10`, `+1` and `1.0` are none. */
export function IsQueryInteger(options: QueryIntegerOptions): PropertyDecorator {
  const { min, max, optional = false } = options;
  return applyDecorators(
    ApiProperty({
      type: 'integer',
      required: !optional,
      minimum: min,
      maximum: max,
      ...(options.description === undefined ? {} : { description: options.description }),
      ...(options.example === undefined ? {} : { example: options.example }),
      ...(options.default === undefined ? {} : { default: options.default }),
    }),
    Transform(({ value }: { value: unknown }) => readInteger(value)),
    ValidateBy({
      name: 'isQueryInteger',
      validator: {
        validate: (value: unknown) => typeof value === 'number' && value >= min && value <= max,
        defaultMessage: (args) =>
          coded('not-an-integer', `${args?.property ?? ''} 应为 ${min}–${max} 的整数，只写数字`),
      },
    }),
    ...(optional ? [IsOptional()] : []),
  );
}

function readInteger(value: unknown): unknown {
  return typeof value === 'string' && /^(0|-?[1-9]\d{0,14})$/.test(value) ? Number(value) : value;
}

/** Yes or no in a query: `true` or `false`, nothing else. */
export function IsQueryBoolean(options: { readonly description?: string } = {}): PropertyDecorator {
  return applyDecorators(
    ApiProperty({
      type: 'boolean',
      required: false,
      ...(options.description === undefined ? {} : { description: options.description }),
    }),
    Transform(({ value }: { value: unknown }) =>
      value === 'true' ? true : value === 'false' ? false : value,
    ),
    ValidateBy({
      name: 'isQueryBoolean',
      validator: {
        validate: (value: unknown) => typeof value === 'boolean',
        defaultMessage: (args) =>
          coded('not-a-boolean', `${args?.property ?? ''} 应为 true 或 false`),
      },
    }),
    IsOptional(),
  );
}

function IsToken(): PropertyDecorator {
  return IsSafeText({
    max: 80,
    optional: true,
    description: '位置标记：等到这次写入可见后再应答（取自此前应答头 Registry-Position）',
    example: undefined,
  });
}

function IsKnownAt(): PropertyDecorator {
  return IsSafeText({
    max: 80,
    optional: true,
    description: '入账截止时点：时刻、日期（当日 24 时，上海）或位置标记；不填为当前',
  });
}

function IsAsOf(): PropertyDecorator {
  return IsCalendarDate({ optional: true, description: '截至日（上海）；不填为今天' });
}

/** Every query takes `after`. */
export class AfterQuery {
  @IsToken()
  after?: string;
}

/** A question about a day, by what was known at an instant. */
export class AsKnownQuery extends AfterQuery {
  @IsAsOf()
  asOf?: string;

  @IsKnownAt()
  knownAt?: string;
}

/** A list, page by page. */
export class PagedQuery extends AfterQuery {
  @IsQueryInteger({
    min: 1,
    max: MAX_PAGE,
    optional: true,
    default: 1,
    description: '页码，从 1 起',
  })
  page: number = 1;

  @IsQueryInteger({
    min: 1,
    max: MAX_PAGE_SIZE,
    optional: true,
    default: 50,
    description: '每页条数',
  })
  pageSize: number = 50;
}

/** A list about a day, by what was known at an instant. */
export class PagedAsKnownQuery extends PagedQuery {
  @IsAsOf()
  asOf?: string;

  @IsKnownAt()
  knownAt?: string;
}
