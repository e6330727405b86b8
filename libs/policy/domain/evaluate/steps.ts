import { parseYuan } from '#libs/kernel/money.js';
import { factLabel, type FactDictionary, type FieldSpec } from '../facts/dictionary.js';
import {
  parseRatio,
  parseValue,
  showMoney,
  showValue,
  writeRatio,
  type WrittenValue,
} from '../facts/values.js';
import type { Fail, FieldLack, Missing, Step } from '../result.js';
import { sayOperator } from './distance.js';
import type { Operator } from '../list/model.js';

/** What would make a condition hold that fails. */
export function stepOf(fail: Fail, dictionary: FactDictionary): Step {
  const [lifted] = Object.entries(fail.lift ?? {});
  if (lifted) {
    const [fact, by] = lifted;
    const label = labelOfKey(fact, dictionary);
    return { fact, label, direction: 'more', by, say: `${label}再增加${sayYuan(by)}` };
  }
  const { fact, label } = fail;
  if (fail.type === 'records') {
    return { fact, label, direction: 'other', by: null, say: sayRecords(fail, dictionary) };
  }
  const direction = directionOf(fail);
  if (fail.gap === null || direction === 'other' || fail.type === 'date') {
    return { fact, label, direction: 'other', by: fail.gap, say: sayOther(fail) };
  }
  const way = direction === 'more' ? '增加' : '减少';
  const say = `${label}再${way}${sayGap(fail.type, fail.gap)}`;
  return { fact, label, direction, by: fail.gap, say };
}

/** What is to be reported, and whether the enterprise can declare it. */
export function reportOf({ fact, label, reportAt }: Missing, { facts }: FactDictionary): Step {
  const [figure = fact, year] = fact.split('@');
  const declarable = year !== undefined && facts.get(figure)?.declarable === true;
  return {
    ...{ fact, label, direction: 'report', by: null, say: `补报${label}（${reportAt}）` },
    ...(declarable ? { declare: { figure, year: Number(year) } } : {}),
  };
}

function directionOf({ op, need, actual }: Fail): Step['direction'] {
  if (op === 'gte' || op === 'gt') return 'more';
  if (op === 'lte' || op === 'lt') return 'less';
  if (op !== 'eq' && op !== 'between') return 'other';
  const [low] = [need].flat() as readonly WrittenValue[];
  return Number(actual) < Number(low) ? 'more' : 'less';
}

function sayGap(type: Fail['type'], gap: WrittenValue): string {
  if (type === 'money') return sayYuan(String(gap));
  const ratio = type === 'ratio' ? parseRatio(String(gap)) : undefined;
  if (ratio) return `${writeRatio({ n: ratio.n * 100n, d: ratio.d }, 'ceil')}个百分点`;
  return String(gap);
}

function sayYuan(yuan: string): string {
  const fen = parseYuan(yuan);
  return fen === undefined ? `${yuan}元` : showMoney(fen);
}

function sayOther({ cite, gap, type }: Fail): string {
  return type === 'date' && gap !== null
    ? `须符合“${cite}”（相差${String(gap)}天）`
    : `须符合“${cite}”`;
}

function sayRecords(fail: Fail, { registers }: FactDictionary): string {
  const { fact, label, op, nearest, need, actual } = fail;
  if (op === 'none') return `${label}中不能有：${String(actual)}`;
  if (!nearest || nearest.lacks.length === 0) return `需要${String(need)}`;
  const fields = registers.get(fact)?.fields;
  const lacks = nearest.lacks.map((lack) => sayLack(lack, fields?.get(lack.field))).join('、');
  return `${label}：最接近的一条（${nearest.record}）还差${lacks}`;
}

function sayLack({ label, op, need, actual }: FieldLack, field: FieldSpec | undefined): string {
  const values = [need]
    .flat()
    .map((value) => inWords(value, field))
    .join('或');
  const now = actual === null ? '' : `（现为${inWords(actual, field)}）`;
  return `${label}${sayOperator({ type: 'text' }, op as Operator)}${values}${now}`;
}

/** A value as people read it: `省级` and not `provincial`, `是` and not `true`. */
function inWords(written: WrittenValue, field: FieldSpec | undefined): string {
  const value = field && parseValue(field, written);
  return field && value !== undefined ? showValue(field, value) : String(written);
}

/** `rd.expense@2022` as people call it. */
function labelOfKey(key: string, { facts }: FactDictionary): string {
  const [id = key, year] = key.split('@');
  const fact = facts.get(id);
  return fact ? factLabel(fact, year === undefined ? undefined : Number(year)) : key;
}
