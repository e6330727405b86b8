import { canonicalJson } from '#libs/kernel/canonical-json.js';
import { isAbsent, Issues, readText } from '#libs/kernel/read-fields.js';
import { Refusal } from '#libs/kernel/refusal.js';
import type { FactDictionary } from '../facts/dictionary.js';
import { labelOf } from './figures.js';
import { refusePersonalData } from './personal-data.js';
import type { DeclaredFigures, DeclarationEvent, DeclarationSubmitted } from './events.js';
import { stateOf, type Figure, type Figures } from './declaration.js';
import { refuseImpossible } from './plausibility.js';

/** Whose figures of which year. */
export interface DeclarationKey {
  readonly creditCode: string;
  readonly year: number;
}

/**
 * Declares figures. One that is so already is left out; when all are, nothing is appended.
 * @returns 422 when a part would be larger than its whole, also together with what is known already
 */
export function submitDeclaration(
  dictionary: FactDictionary,
  input: DeclarationSubmitted['data'],
  state: Figures,
): readonly DeclarationEvent[] | Refusal {
  const issues = new Issues();
  refuseImpossible(dictionary, input.figures, state, issues);
  if (issues.any) return issues.refusal();
  const news = Object.entries(input.figures).filter(
    ([name, value]) => !isSo(state.get(name), value, input),
  );
  if (news.length === 0) return [];
  const data = { ...input, figures: Object.fromEntries(news) };
  return [{ type: 'declaration.submitted', schemaVersion: 1, data }];
}

function isSo(
  figure: Figure | undefined,
  value: DeclaredFigures[string],
  { source }: DeclarationSubmitted['data'],
): boolean {
  if (!figure) return false;
  if (!figure.declared) return figure.confirmed?.value === value;
  const told = figure.declared;
  return told.value === value && canonicalJson(told.source) === canonicalJson(source);
}

/** What an officer or the enterprise decides about figures that are there. */
export interface DecisionInput {
  /** Names; left out: everything that waits. */
  readonly figures?: unknown;
  readonly reason?: unknown;
}

export interface Decision {
  readonly names: readonly string[] | undefined;
  readonly reason: string;
}

/** 422 with everything that is wrong. @param reason whether one has to be given */
export function readDecision(
  dictionary: FactDictionary,
  input: DecisionInput,
  reason: 'required' | 'none',
): Decision | Refusal {
  const issues = new Issues();
  const names = isAbsent(input.figures) ? undefined : readNames(dictionary, input.figures, issues);
  const text =
    reason === 'none'
      ? ''
      : readText(
          input.reason,
          { path: 'reason', label: '理由', max: 500, multiline: true, required: true },
          issues,
        );
  if (text !== undefined) refusePersonalData(text, 'reason', '理由', issues);
  return issues.any || text === undefined ? issues.refusal() : { names, reason: text };
}

function readNames(
  dictionary: FactDictionary,
  input: unknown,
  issues: Issues,
): readonly string[] | undefined {
  const accepted = '应为指标名的列表，如 ["revenue", "rd.expense"]；不填则为全部待核实的指标';
  if (!Array.isArray(input) || input.length === 0 || input.length > dictionary.facts.size) {
    return issues.add('figures', 'not-a-list', `figures ${accepted}`);
  }
  const names = input.map((name: unknown, index) => {
    const known = typeof name === 'string' && dictionary.facts.get(name)?.declarable;
    if (known) return name;
    return issues.add(`figures.${index}`, 'unknown-figure', `没有这项可申报的指标；${accepted}`);
  });
  return [...new Set(names.filter((name) => name !== undefined))];
}

/** An officer confirms what waits. What he has confirmed already is so. */
export function confirmDeclaration(
  dictionary: FactDictionary,
  key: DeclarationKey,
  { names }: Decision,
  state: Figures,
): readonly DeclarationEvent[] | Refusal {
  const asked = names ?? waiting(state);
  if (asked.length === 0) return stillConfirmed(state) ? [] : nothingWaits(key);
  const news = asked.filter((name) => state.get(name)?.declared);
  const missing = asked.filter((name) => !news.includes(name) && !state.get(name)?.confirmed);
  if (missing.length > 0) return notDeclared(dictionary, key, missing);
  if (news.length === 0) return [];
  const figures = valuesOf(news, state);
  return [{ type: 'declaration.confirmed', schemaVersion: 1, data: { ...key, figures } }];
}

/**
 * An officer does not accept what waits; of a figure that is named and does not wait, he takes his
 * confirmation back.
 */
export function rejectDeclaration(
  dictionary: FactDictionary,
  key: DeclarationKey,
  { names, reason }: Decision,
  state: Figures,
): readonly DeclarationEvent[] | Refusal {
  const asked = names ?? waiting(state);
  if (asked.length === 0) return nothingWaits(key);
  const news = asked.filter((name) => state.get(name)?.declared ?? state.get(name)?.confirmed);
  const missing = asked.filter(
    (name) => !news.includes(name) && state.get(name)?.rejected?.reason !== reason,
  );
  if (missing.length > 0) return notDeclared(dictionary, key, missing);
  if (news.length === 0) return [];
  const figures = valuesOf(news, state);
  return [{ type: 'declaration.rejected', schemaVersion: 1, data: { ...key, figures, reason } }];
}

/** Takes back what waits; what is confirmed stays, only an officer can take that back. */
export function withdrawDeclaration(
  dictionary: FactDictionary,
  key: DeclarationKey,
  { names, reason }: Decision,
  state: Figures,
): readonly DeclarationEvent[] | Refusal {
  const asked = names ?? waiting(state);
  if (asked.length === 0) return nothingWaits(key);
  const missing = asked.filter((name) => !state.get(name)?.declared);
  if (missing.length > 0) return notDeclared(dictionary, key, missing);
  const figures = valuesOf(asked, state);
  return [{ type: 'declaration.withdrawn', schemaVersion: 1, data: { ...key, figures, reason } }];
}

function waiting(state: Figures): readonly string[] {
  return [...state].filter(([, figure]) => figure.declared).map(([name]) => name);
}

function stillConfirmed(state: Figures): boolean {
  return [...state.values()].some((figure) => stateOf(figure) === 'confirmed');
}

function valuesOf(names: readonly string[], state: Figures): DeclaredFigures {
  return Object.fromEntries(
    names.flatMap((name) => {
      const { declared, confirmed } = state.get(name) ?? {};
      const value = (declared ?? confirmed)?.value;
      return value === undefined ? [] : [[name, value] as const];
    }),
  );
}

function nothingWaits({ creditCode, year }: DeclarationKey): Refusal {
  return Refusal.conflict(
    'nothing-declared',
    `${creditCode} 的 ${year} 年度没有待核实的指标，请先申报`,
  );
}

function notDeclared(
  dictionary: FactDictionary,
  { creditCode, year }: DeclarationKey,
  names: readonly string[],
): Refusal {
  const labels = names.map((name) => labelOf(dictionary, name)).join('、');
  return Refusal.conflict(
    'figure-not-declared',
    `${creditCode} 的 ${year} 年度没有待核实的${labels}，请从申报列表中选取`,
    { figures: names },
  );
}
