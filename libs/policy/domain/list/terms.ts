import { Refusal, type FieldIssue } from '#libs/kernel/refusal.js';
import { manualFact } from '../facts/dictionary.js';
import { nearestName } from './findings.js';
import type { PolicyList } from './model.js';

/** What may be said about lists: the words that their versions use. */
export interface ListTerms {
  /** Ids of the lists. */
  readonly lists: ReadonlySet<string>;
  /** Article of every clause, by its id. */
  readonly clauses: ReadonlyMap<string, string>;
  /** Words of every question that only a person can answer, by its key. */
  readonly questions: ReadonlyMap<string, string>;
}

/** The terms of several lists or versions together; of the same key the later words. */
export function termsOf(lists: readonly PolicyList[]): ListTerms {
  const questions = new Map<string, string>();
  const clauses = lists.flatMap((list) => list.clauses);
  for (const { when, score } of clauses) collect([when, score], questions);
  return {
    lists: new Set(lists.map(({ id }) => id)),
    clauses: new Map(clauses.map(({ id, article }) => [id, article])),
    questions,
  };
}

/** Walks whatever a clause is made of: conditions may stand in scores, and in what is yet to come. */
function collect(part: unknown, into: Map<string, string>): void {
  if (typeof part !== 'object' || part === null || part instanceof Map) return;
  const told = part as Readonly<Record<string, unknown>>;
  const { kind, key, question } = told;
  const asks = kind === 'manual' || kind === 'experts';
  if (asks && typeof key === 'string' && typeof question === 'string') into.set(key, question);
  for (const each of Object.values(told)) collect(each, into);
}

/** More are not spelled out: the lists themselves have them all. */
const MOST_NAMED = 20;

/**
 * A question that no published version of the list asks: an answer to it would do nothing, for ever.
 * @param list undefined: whichever list
 * @param known terms of the published versions of the list, or of all
 * @param path of the field in what was sent
 */
export function refuseUnknownQuestion(
  key: string,
  list: string | undefined,
  known: ListTerms,
  path = 'question',
): FieldIssue | undefined {
  if (known.questions.has(key)) return undefined;
  const { questions } = known;
  const accepted =
    questions.size === 0
      ? '各条款都不须人工核实'
      : `${meant(key, questions)}须人工核实的有：${named(questions, (id) => manualFact(id))}`;
  const where = list === undefined ? '已发布的清单' : `清单 ${list} 已发布的各版`;
  const message = `${where}都没有问“${show(key)}”，${accepted}`;
  return { path, code: 'unknown-question', message };
}

/** A clause that no published version has. @param list undefined: whichever list */
export function refuseUnknownClause(
  clause: string,
  list: string | undefined,
  known: ListTerms,
): FieldIssue | undefined {
  if (known.clauses.has(clause)) return undefined;
  const where = list === undefined ? '已发布的清单' : `清单 ${list} 已发布的各版`;
  const { clauses } = known;
  const accepted = clauses.size === 0 ? '' : `，${meant(clause, clauses)}现有：${named(clauses)}`;
  const message = `${where}没有条款“${show(clause)}”${accepted}`;
  return { path: 'clause', code: 'unknown-clause', message };
}

/** A list of which nothing is published. @param known terms of all published lists */
export function refuseUnknownList(list: string, known: ListTerms): FieldIssue | undefined {
  if (known.lists.has(list)) return undefined;
  const ids = [...known.lists];
  const near = nearestName(list, ids);
  const hint = near === undefined ? '' : `，是否想写“${near}”？`;
  const accepted = ids.length === 0 ? '还没有已发布的清单' : `已发布的清单：${ids.join('、')}`;
  const message = `没有已发布的清单“${show(list)}”${hint === '' ? '，' : hint}${accepted}`;
  return { path: 'list', code: 'unknown-list', message };
}

/** The 422 of one issue. */
export function unknownTerm(issue: FieldIssue): Refusal {
  return Refusal.unacceptable([issue]);
}

function meant(name: string, known: ReadonlyMap<string, string>): string {
  const near = nearestName(name, known.keys());
  return near === undefined ? '' : `是否想写“${near}”（${known.get(near) ?? ''}）？`;
}

function named(known: ReadonlyMap<string, string>, spell = (id: string) => id): string {
  const all = [...known].map(([id, words]) => `${spell(id)}（${words}）`);
  const rest = all.length > MOST_NAMED ? ` 等 ${all.length} 项` : '';
  return `${all.slice(0, MOST_NAMED).join('、')}${rest}`;
}

function show(name: string): string {
  return name.length > 60 ? `${name.slice(0, 60)}…` : name;
}
