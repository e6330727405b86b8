import { dateInShanghai, yearOf } from '#libs/kernel/calendar-date.js';
import { isRecord, showKey, type Issues } from '#libs/kernel/read-fields.js';
import type { FactDictionary, FactSpec } from '../facts/dictionary.js';
import { acceptedForm, isNum, parseValue, writeValue, type WrittenValue } from '../facts/values.js';
import { nearestLabelled } from '../list/findings.js';
import type { DeclaredFigures } from './events.js';

/** Figures of earlier years nobody asks for. */
export const FIRST_YEAR = 2000;

/** The facts that an enterprise can declare, in the order of the dictionary. */
export function declarableFacts(dictionary: FactDictionary): readonly FactSpec[] {
  return [...dictionary.facts.values()].filter((fact) => fact.declarable);
}

export function labelOf(dictionary: FactDictionary, name: string): string {
  return dictionary.facts.get(name)?.label ?? name;
}

/**
 * The year of a declaration: not one that has not begun.
 * @param now instant of the command, ISO 8601
 */
export function readYear(
  input: unknown,
  now: string,
  issues: Issues,
  path = 'year',
): number | undefined {
  const last = yearOf(dateInShanghai(now));
  const isYear = typeof input === 'number' && Number.isInteger(input);
  if (isYear && input >= FIRST_YEAR && input <= last) return input;
  return issues.add(
    path,
    'not-a-year',
    `年度 ${path} 应为 ${FIRST_YEAR} 至 ${last} 的整数（尚未开始的年度不能申报），如 ${last - 1}`,
  );
}

/** Figures in their canonical form; what is wrong is in `issues`, each at `figures.<name>`. */
export function readFigures(
  dictionary: FactDictionary,
  input: unknown,
  issues: Issues,
): DeclaredFigures {
  const entries = isRecord(input) ? Object.entries(input) : [];
  if (entries.length === 0) {
    const form = '"指标名": 值 的形式，至少一项，如 {"revenue": "100000000.00", "staff": 120}';
    issues.add('figures', isRecord(input) ? 'required' : 'not-a-map', `figures 应为 ${form}`);
    return {};
  }
  const read = entries.map(([name, raw]) => [name, readFigure(dictionary, name, raw, issues)]);
  return Object.fromEntries(read.filter(([, value]) => value !== undefined)) as DeclaredFigures;
}

function readFigure(
  dictionary: FactDictionary,
  name: string,
  raw: unknown,
  issues: Issues,
): WrittenValue | undefined {
  const path = `figures.${showKey(name)}`;
  const fact = dictionary.facts.get(name);
  if (!fact?.declarable) {
    return issues.add(path, 'unknown-figure', sayUnknown(dictionary, name, fact));
  }
  const value = parseValue(fact, raw);
  if (value === undefined || (isNum(value) && value.n < 0n)) {
    const form = acceptedForm(fact);
    return issues.add(path, 'bad-value', `${fact.label}应为${form}，不可为负`);
  }
  if (fact.type === 'ratio' && isNum(value) && value.n > value.d) {
    return issues.add(path, 'bad-value', `${fact.label}是比例，应在 0 至 1（0% 至 100%）之间`);
  }
  return writeValue(fact.type, value);
}

function sayUnknown(dictionary: FactDictionary, name: string, fact: FactSpec | undefined): string {
  if (fact?.derive) return `${fact.label}由其他指标算出，不用申报，请申报它们的值`;
  if (fact) return `${fact.label}由台账登记，不用申报`;
  const known = new Map(declarableFacts(dictionary).map((each) => [each.id, each]));
  const meant = nearestLabelled(name, known);
  const label = meant === undefined ? '' : (known.get(meant)?.label ?? '');
  const hint =
    meant === undefined ? '可申报的指标见 declarable-figures' : `是否想写“${meant}”（${label}）？`;
  return `没有名为“${showKey(name)}”的指标，${hint}`;
}
