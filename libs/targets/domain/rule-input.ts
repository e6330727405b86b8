import {
  isAbsent,
  isRecord,
  readOneOf,
  readText,
  refuseUnknownKeys,
  type Issues,
} from '#libs/kernel/read-fields.js';
import {
  MEASURE_OF,
  defaultRule,
  isGrowthRule,
  settingsOf,
  standardOf,
  type CountingRule,
  type Setting,
} from './counting-rule.js';
import type { IndicatorCode } from './indicators.js';

const MAX_ENTRIES = 30;
const MAX_TEXT = 60;
/** The first year a plan may reckon an average from. */
const FIRST_BASE_YEAR = 1990;

/**
 * Reads a counting rule by the table of settings: what is left out is the documented default, what
 * does not belong is an issue. `measure` may be left out, as the indicator decides it. When
 * something is wrong the answer is of no use, only `issues` is.
 */
export function readRule(
  input: unknown,
  indicator: IndicatorCode,
  path: string,
  year: number,
  issues: Issues,
): CountingRule {
  if (isAbsent(input)) return defaultRule(indicator);
  if (!isRecord(input)) {
    issues.add(path, 'not-an-object', '统计口径应为对象，不写则用默认口径');
    return defaultRule(indicator);
  }
  const measure = MEASURE_OF[indicator];
  const settings = settingsOf(measure);
  refuseUnknownKeys(input, ['measure', ...settings.map(([key]) => key)], path, issues);
  if (!isAbsent(input['measure']) && input['measure'] !== measure) {
    issues.add(`${path}.measure`, 'not-allowed', `该指标的口径类型是 ${measure}，可以不写`);
  }
  const values = settings.map(([key, setting]) => [
    key,
    readSetting(input[key], setting, `${path}.${key}`, year, issues) ?? standardOf(setting),
  ]);
  const rule = { measure, ...Object.fromEntries(values) } as CountingRule;
  refuseHalfGrowth(rule, path, issues);
  return rule;
}

function readSetting(
  input: unknown,
  setting: Setting,
  path: string,
  year: number,
  issues: Issues,
): unknown {
  if (isAbsent(input)) return undefined;
  switch (setting.kind) {
    case 'choice':
      return readOneOf(input, setting.values, { path, label: setting.label }, issues);
    case 'choices':
      return readList(input, setting.label, path, issues, (entry, at) =>
        readOneOf(entry, setting.values, { path: at, label: setting.label }, issues),
      );
    case 'texts':
      return readList(input, setting.label, path, issues, (entry, at) =>
        readText(entry, { path: at, label: setting.label, max: MAX_TEXT, required: true }, issues),
      );
    case 'base-year':
      return readBaseYear(input, path, year, issues);
  }
}

/** Lists mean sets here: repeated and differently ordered entries are the same rule. */
function readList(
  input: unknown,
  label: string,
  path: string,
  issues: Issues,
  readEntry: (entry: unknown, path: string) => string | undefined,
): readonly string[] | undefined {
  if (!Array.isArray(input) || input.length > MAX_ENTRIES) {
    const wanted = `${label}应为不多于 ${MAX_ENTRIES} 项的列表，空列表表示不限`;
    return issues.add(path, 'not-a-list', wanted);
  }
  const entries = input.map((entry: unknown, n) => readEntry(entry, `${path}.${n}`));
  return [...new Set(entries.filter((entry) => entry !== undefined))].sort();
}

function readBaseYear(
  input: unknown,
  path: string,
  year: number,
  issues: Issues,
): number | undefined {
  const base = Number.isInteger(input) ? Number(input) : NaN;
  if (base >= FIRST_BASE_YEAR && base < year) return base;
  return issues.add(path, 'not-a-base-year', `基期年份应为 ${FIRST_BASE_YEAR}–${year - 1} 的整数`);
}

function refuseHalfGrowth(rule: CountingRule, path: string, issues: Issues): void {
  if (!isGrowthRule(rule)) return;
  if (rule.growth === 'cagr' && rule.baseYear === null) {
    issues.add(`${path}.baseYear`, 'required', '按年均（cagr）计算须写明基期年份 baseYear');
  }
  if (rule.growth === 'yoy' && rule.baseYear !== null) {
    issues.add(`${path}.baseYear`, 'not-for-yoy', '按同比（yoy）计算不写 baseYear');
  }
}
