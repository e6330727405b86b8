import { parseDate } from '#libs/kernel/calendar-date.js';
import { formatYuan, parseYuan } from '#libs/kernel/money.js';
import { parseDecimal } from '#libs/kernel/ratio.js';
import {
  isAbsent,
  isRecord,
  readOneOf,
  readText,
  refuseUnknownKeys,
  type Issues,
} from '#libs/kernel/read-fields.js';
import { COMMITMENT_LABELS, type CurvePoint, type TargetItem } from './events.js';
import { INDICATOR_CODES, indicatorOf, isIndicatorCode, type IndicatorCode } from './indicators.js';
import { readRule } from './rule-input.js';

const ITEM_KEYS = [
  'indicator',
  'op',
  'value',
  'commitment',
  'countingRule',
  'plannedCurve',
  'note',
];
const MAX_POINTS = 60;
const MAX_NOTE = 500;

/**
 * Reads the items of a plan: rules are completed with their documented defaults, values brought to
 * their canonical form.
 * @param year the plan's year; curves must lie within it and base years before it.
 * @returns the items in the order of {@link INDICATOR_CODES}; undefined when something is wrong, of
 *   which `issues` then has everything under the paths `items.<n>.…`
 */
export function readPlanItems(
  input: unknown,
  year: number,
  issues: Issues,
): readonly TargetItem[] | undefined {
  const most = INDICATOR_CODES.length;
  if (!Array.isArray(input) || input.length === 0 || input.length > most) {
    return issues.add('items', 'not-a-list', `items 应为 1–${most} 项目标组成的列表`);
  }
  const before = issues.list.length;
  refuseRepeated(input, issues);
  const items = input.map((item: unknown, n) => readItem(item, `items.${n}`, year, issues));
  if (issues.list.length > before) return undefined;
  return items
    .filter((item) => item !== undefined)
    .sort((a, b) => order(a.indicator) - order(b.indicator));
}

function order(indicator: IndicatorCode): number {
  return INDICATOR_CODES.indexOf(indicator);
}

function refuseRepeated(input: readonly unknown[], issues: Issues): void {
  const codes = input.map((item) => (isRecord(item) ? item['indicator'] : undefined));
  codes.forEach((code, n) => {
    if (!isIndicatorCode(code) || codes.indexOf(code) === n) return;
    issues.add(`items.${n}.indicator`, 'repeated', `指标“${code}”已在前面列出，每个指标只列一项`);
  });
}

function readItem(
  input: unknown,
  path: string,
  year: number,
  issues: Issues,
): TargetItem | undefined {
  if (!isRecord(input)) {
    return issues.add(path, 'not-an-object', '每项目标应为对象，至少写明 indicator 与 value');
  }
  const indicator = input['indicator'];
  if (!isIndicatorCode(indicator)) {
    const known = INDICATOR_CODES.join('、');
    return issues.add(`${path}.indicator`, 'not-allowed', `指标代码应为：${known}`);
  }
  const at = (key: string, label: string) => ({ path: `${path}.${key}`, label });
  refuseUnknownKeys(input, ITEM_KEYS, path, issues);
  readOneOf(input['op'], { gte: '不低于' }, at('op', '目标方向'), issues);
  return {
    indicator,
    op: 'gte',
    value: readValue(input['value'], indicator, `${path}.value`, issues) ?? '',
    commitment:
      readOneOf(input['commitment'], COMMITMENT_LABELS, at('commitment', '承诺强度'), issues) ??
      'expect',
    countingRule: readRule(input['countingRule'], indicator, `${path}.countingRule`, year, issues),
    plannedCurve: readCurve(input['plannedCurve'], indicator, `${path}.plannedCurve`, year, issues),
    note:
      readText(input['note'], { ...at('note', '备注'), max: MAX_NOTE, multiline: true }, issues) ??
      null,
  };
}

const VALUE_WANTED = {
  count: '目标值应为大于 0 的整数，如 "10"',
  money: '目标值应为大于 0 的金额（元），至多两位小数，如 10 亿元写作 "1000000000"',
  growth: '目标值应为大于 0 的百分数，至多四位小数，如 20% 写作 "20"',
} as const;

function readValue(
  input: unknown,
  code: IndicatorCode,
  path: string,
  issues: Issues,
): string | undefined {
  const { quantity } = indicatorOf(code);
  const value = quantity === 'money' ? canonicalMoney(input) : canonicalNumber(input, quantity);
  if (value !== undefined) return value;
  return issues.add(
    path,
    isAbsent(input) ? 'required' : 'not-a-target-value',
    VALUE_WANTED[quantity],
  );
}

function canonicalMoney(input: unknown): string | undefined {
  const fen = parseYuan(input);
  return fen !== undefined && fen > 0n ? formatYuan(fen) : undefined;
}

function canonicalNumber(input: unknown, quantity: 'count' | 'growth'): string | undefined {
  const text = typeof input === 'number' ? String(input) : input;
  const decimal = parseDecimal(text);
  const places = quantity === 'count' ? 0 : 4;
  if (!decimal || decimal.scale > places) return undefined;
  const isSensible = decimal.units > 0n && decimal.units < 10n ** 12n;
  return isSensible ? trimZeros(String(text)) : undefined;
}

/** `020.50` → `20.5`. */
function trimZeros(text: string): string {
  const whole = text.replace(/^0+(?=\d)/, '');
  return whole.includes('.') ? whole.replace(/\.?0+$/, '') : whole;
}

function readCurve(
  input: unknown,
  indicator: IndicatorCode,
  path: string,
  year: number,
  issues: Issues,
): readonly CurvePoint[] | null {
  if (isAbsent(input)) return null;
  if (indicatorOf(indicator).quantity === 'growth') {
    issues.add(path, 'not-for-growth', '增长类指标没有序时进度，请去掉 plannedCurve');
    return null;
  }
  if (!Array.isArray(input) || input.length === 0 || input.length > MAX_POINTS) {
    issues.add(path, 'not-a-list', `计划曲线应为 1–${MAX_POINTS} 个点 {date, ratio}`);
    return null;
  }
  const points = input.map((point: unknown, n) => readPoint(point, `${path}.${n}`, year, issues));
  if (!points.every((point) => point !== undefined)) return null;
  refuseCrooked(points, path, issues);
  return points;
}

function readPoint(
  input: unknown,
  path: string,
  year: number,
  issues: Issues,
): CurvePoint | undefined {
  if (!isRecord(input)) {
    return issues.add(path, 'not-an-object', '计划曲线的点应写作 {date, ratio}');
  }
  refuseUnknownKeys(input, ['date', 'ratio'], path, issues);
  const on = parseDate(input['date']);
  if (on === undefined || Number(on.slice(0, 4)) !== year) {
    return issues.add(`${path}.date`, 'not-in-year', `应为 ${year} 年内的日期，如 ${year}-07-31`);
  }
  const ratio = typeof input['ratio'] === 'number' ? String(input['ratio']) : input['ratio'];
  if (typeof ratio !== 'string' || !/^(0(\.\d{1,4})?|1(\.0{1,4})?)$/.test(ratio)) {
    const wanted = '累计比例应在 0–1 之间，至多四位小数，如 "0.25"';
    return issues.add(`${path}.ratio`, 'not-a-share', wanted);
  }
  return { date: on, ratio: trimZeros(ratio) };
}

/** A curve goes forward in time, never down, and ends at the whole target. */
function refuseCrooked(points: readonly CurvePoint[], path: string, issues: Issues): void {
  points.forEach((point, n) => {
    const before = points[n - 1];
    if (before && before.date >= point.date) {
      issues.add(`${path}.${n}.date`, 'not-rising', '计划曲线的日期应逐点推后');
    }
    if (before && Number(before.ratio) > Number(point.ratio)) {
      issues.add(`${path}.${n}.ratio`, 'falling', '累计比例不能低于前一点');
    }
  });
  if (points.at(-1)?.ratio !== '1') {
    issues.add(path, 'does-not-end', '计划曲线最后一点的累计比例应为 "1"');
  }
}
