import { manualKeyOf } from '../domain/manual-answers/manual-answers.js';
import type { FactDictionary } from '../domain/facts/dictionary.js';
import type { ClauseResult } from '../domain/result.js';

/** What can be done about an answer, and by whom; a client fills in the body and sends it. */
export interface AnswerAction {
  /** `declare` hand in missing figures · `answer` an officer's answer · `object` 异议. */
  readonly kind: 'declare' | 'answer' | 'object';
  readonly clause: string;
  /** Chinese, as on a button. */
  readonly label: string;
  readonly method: 'POST';
  readonly href: string;
  /** Roles that may send it. */
  readonly by: readonly ('enterprise' | 'officer')[];
  /** What is known already of the body; null: to be filled in. */
  readonly body: Readonly<Record<string, unknown>>;
}

/** Which answer it is. */
export interface AnsweredAbout {
  readonly creditCode: string;
  readonly awardYear: number;
  readonly list: string;
  /** Left out: the standing answer. */
  readonly checkId?: string;
}

/** From the answer to where what is missing is declared or answered, or the answer objected to. */
export function answerActions(
  dictionary: FactDictionary,
  about: AnsweredAbout,
  results: readonly ClauseResult[],
): readonly AnswerAction[] {
  return results
    .filter(({ status }) => status !== 'not-in-force')
    .flatMap((result) => [
      ...declareActions(dictionary, about, result),
      ...manualActions(about, result),
      objectAction(about, result),
    ]);
}

/** One declaration for each year that figures are missing of. */
function declareActions(
  dictionary: FactDictionary,
  { creditCode }: AnsweredAbout,
  { clause, missing }: ClauseResult,
): readonly AnswerAction[] {
  const byYear = new Map<number, Map<string, string>>();
  for (const { fact } of missing) {
    const [name = '', year = ''] = fact.split('@');
    const spec = dictionary.facts.get(name);
    if (!spec?.declarable || !/^\d{4}$/.test(year)) continue;
    const figures = byYear.get(Number(year)) ?? new Map<string, string>();
    byYear.set(Number(year), figures.set(name, spec.label));
  }
  return [...byYear].map(([year, figures]) => ({
    kind: 'declare',
    clause,
    label: `申报${year}年度${[...figures.values()].join('、')}`,
    method: 'POST',
    href: `/api/v1/enterprises/${creditCode}/declarations`,
    by: ['enterprise', 'officer'],
    body: {
      year,
      figures: Object.fromEntries([...figures.keys()].map((name) => [name, null])),
      source: { title: null },
    },
  }));
}

function manualActions(
  { creditCode, awardYear, list }: AnsweredAbout,
  { clause, missing }: ClauseResult,
): readonly AnswerAction[] {
  return missing.flatMap(({ fact, label }) =>
    manualKeyOf(fact) === undefined
      ? []
      : [
          {
            kind: 'answer' as const,
            clause,
            label: `由经办核实：${label}`,
            method: 'POST' as const,
            href: `/api/v1/enterprises/${creditCode}/manual-answers`,
            by: ['officer' as const],
            body: { list, question: fact, awardYear, answer: null, basis: null },
          },
        ],
  );
}

function objectAction(
  { creditCode, awardYear, list, checkId }: AnsweredAbout,
  { clause, article }: ClauseResult,
): AnswerAction {
  return {
    kind: 'object',
    clause,
    label: `对${article}的结论提出异议`,
    method: 'POST',
    href: `/api/v1/enterprises/${creditCode}/objections`,
    by: ['enterprise'],
    body: { awardYear, list, clause, ...(checkId === undefined ? {} : { checkId }), text: null },
  };
}
