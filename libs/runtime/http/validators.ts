import { applyDecorators } from '@nestjs/common';
import { ApiProperty, type ApiPropertyOptions } from '@nestjs/swagger';
import { Transform, Type } from 'class-transformer';
import { IsOptional, ValidateBy, ValidateNested, type ValidationArguments } from 'class-validator';
import { parseCreditCode } from '#libs/kernel/credit-code.js';
import { parseSignedYuan, parseYuan } from '#libs/kernel/money.js';
import { Issues, readDate, readText, type FieldRule } from '#libs/kernel/read-fields.js';
import { Refusal } from '#libs/kernel/refusal.js';
import { isRegion } from '#libs/kernel/region.js';
import { coded } from './request/coded-message.js';

/** What every property decorator here can be told; the rest goes to the API page. */
export interface FieldOptions {
  /** The field may be left out (or null). */
  readonly optional?: boolean;
  /** Chinese name of the field, also used in messages. */
  readonly description?: string;
  readonly example?: unknown;
}

const SOURCE_SHAPE = '来源文件应为对象，如 {"title": "文件名称"}';

/** A fault, or undefined when the value is acceptable. */
type Rule = (value: unknown, label: string) => { code: string; message: string } | undefined;

/** 统一社会信用代码; full-width and lower-case letters are put right, as decisions do too. */
export function IsCreditCode(options: FieldOptions = {}): PropertyDecorator {
  return field(
    'isCreditCode',
    options,
    { example: '91411323MAXX00015T', maxLength: 100 },
    creditCodeFault,
    [
      Transform(({ value }: { value: unknown }) => {
        const code = parseCreditCode(value);
        return code instanceof Refusal ? value : code;
      }),
    ],
  );
}

/** A day that exists, `YYYY-MM-DD`. */
export function IsCalendarDate(options: FieldOptions = {}): PropertyDecorator {
  const swagger = { format: 'date', example: '2023-06-15' };
  return field('isCalendarDate', options, swagger, (value, label) =>
    faultOf(value, label, readDate),
  );
}

/** Six digits of GB/T 2260. */
export function IsRegionCode(options: FieldOptions = {}): PropertyDecorator {
  const swagger = { pattern: '^\\d{6}$', example: '411323' };
  return field('isRegionCode', options, swagger, (value, label) =>
    isRegion(value)
      ? undefined
      : {
          code: 'not-a-region',
          message: `${label}应为 6 位行政区划代码（GB/T 2260，文本），如西峡县为 411323`,
        },
  );
}

/** An amount in yuan: decimal text or a JSON number, at most two decimals. */
export function IsYuan(
  options: FieldOptions & { readonly signed?: boolean } = {},
): PropertyDecorator {
  const parse = options.signed === true ? parseSignedYuan : parseYuan;
  const swagger = { oneOf: [{ type: 'string' }, { type: 'number' }], example: '5000000.00' };
  return field('isYuan', options, swagger, (value, label) =>
    parse(value) !== undefined
      ? undefined
      : {
          code: 'not-an-amount',
          message:
            `${label}应为以元为单位的金额，至多两位小数，如 "5000000.00"` +
            (options.signed === true ? '' : '，不可为负'),
        },
  );
}

/** Text that can be stored and shown: not blank, no control characters, at most `max` characters. */
export function IsSafeText(
  options: FieldOptions & { readonly max: number; readonly multiline?: boolean },
): PropertyDecorator {
  const { max, multiline = false } = options;
  return field('isSafeText', options, { minLength: 1, maxLength: max }, (value, label) =>
    faultOf(value, label, (input, rule, issues) =>
      readText(input, { ...rule, max, multiline }, issues),
    ),
  );
}

/** An address on the web. */
export function IsWebAddress(options: FieldOptions = {}): PropertyDecorator {
  const swagger = { format: 'uri', maxLength: 1000, example: 'https://kjt.henan.gov.cn/notice' };
  return field('isWebAddress', options, swagger, (value, label) =>
    typeof value === 'string' && value.length <= 1000 && /^https?:\/\/[^\s<>"]+$/i.test(value)
      ? undefined
      : { code: 'not-a-url', message: `${label}应以 http:// 或 https:// 开头` },
  );
}

/** The paper a fact was taken from. */
export class SourceDto {
  @IsSafeText({
    max: 200,
    description: '来源文件名称',
    example: '河南省2023年第一批高新技术企业名单',
  })
  title: string;

  @IsSafeText({ max: 100, optional: true, description: '文号', example: '豫科〔2023〕60号' })
  documentNumber?: string;

  @IsWebAddress({ optional: true, description: '来源网址' })
  url?: string;

  @IsCalendarDate({ optional: true, description: '来源文件日期', example: '2023-10-16' })
  issuedOn?: string;
}

/** A {@link SourceDto} inside a request class. */
export function IsSource(options: FieldOptions = {}): PropertyDecorator {
  const optional = options.optional === true;
  return applyDecorators(
    ApiProperty({
      type: SourceDto,
      required: !optional,
      description: options.description ?? '来源文件',
    }),
    ...(optional ? [IsOptional()] : [requiredObject()]),
    Type(() => SourceDto),
    ValidateNested({ message: coded('not-an-object', SOURCE_SHAPE) }),
  );
}

/** ValidateNested is content with a field that is not there. */
function requiredObject(): PropertyDecorator {
  return ValidateBy({
    name: 'isNestedObject',
    validator: {
      validate: (value: unknown) => typeof value === 'object' && value !== null,
      defaultMessage: () => coded('not-an-object', SOURCE_SHAPE),
    },
  });
}

function field(
  name: string,
  options: FieldOptions,
  swagger: ApiPropertyOptions,
  rule: Rule,
  more: readonly PropertyDecorator[] = [],
): PropertyDecorator {
  const { optional = false, description, example } = options;
  const api = {
    type: String,
    ...swagger,
    required: !optional,
    ...(description === undefined ? {} : { description }),
    ...(example === undefined ? {} : { example }),
  } as ApiPropertyOptions;
  const faultIn = (value: unknown, args?: ValidationArguments) =>
    rule(value, description ?? args?.property ?? '');
  const validator = ValidateBy({
    name,
    validator: {
      validate: (value: unknown) => rule(value, '') === undefined,
      defaultMessage: (args) => {
        const fault = faultIn(args?.value, args);
        return coded(fault?.code ?? name, fault?.message ?? '');
      },
    },
  });
  return applyDecorators(ApiProperty(api), validator, ...(optional ? [IsOptional()] : []), ...more);
}

/** Asks a reader of the kernel, so that a request and a decision say the same. */
function faultOf(
  value: unknown,
  label: string,
  read: (input: unknown, rule: FieldRule, issues: Issues) => unknown,
): { code: string; message: string } | undefined {
  const issues = new Issues();
  read(value, { path: '', label, required: true }, issues);
  return issues.list[0];
}

function creditCodeFault(value: unknown): { code: string; message: string } | undefined {
  const code = parseCreditCode(value);
  return code instanceof Refusal ? code.errors[0] : undefined;
}
