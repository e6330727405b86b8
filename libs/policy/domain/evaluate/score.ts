import { manualFact } from '../facts/dictionary.js';
import { floorNum, isNum } from '../facts/values.js';
import type { ClauseScore, Points, Score } from '../list/score-model.js';
import { mostOf } from '../list/read-score.js';
import type { Fail, Missing, Unconfirmed } from '../result.js';
import {
  ASK_OFFICER,
  evaluateCondition,
  failsOf,
  missingOf,
  supportOf,
  unconfirmedOf,
} from './conditions.js';
import type { Truth } from './kleene.js';
import type { Context, Outcome } from './outcome.js';

/** Points that may still be open, with what they come from. */
export interface ScoreOutcome extends Points {
  readonly outOf: number;
  readonly how: string;
  /** Of a clause: does it give any points? */
  readonly truth: Truth;
  readonly missing: readonly Missing[];
  /** What keeps from the next better row. */
  readonly fails: readonly Fail[];
  readonly events: readonly string[];
  readonly unconfirmed: readonly Unconfirmed[];
  readonly parts?: readonly (Part & { readonly label: string })[];
}

type Part = Omit<ScoreOutcome, 'truth' | 'parts'> & { readonly parts?: ScoreOutcome['parts'] };

/** A clause's points: none where its condition fails, open where the condition is. */
export function scoreClause(
  { max, score }: ClauseScore,
  condition: Outcome,
  context: Context,
): ScoreOutcome {
  const part = evaluateScore(score, context);
  const base = { ...part, outOf: max };
  if (condition.truth === 'no') {
    const fails = failsOf(condition);
    return { ...base, ...NONE, fails, missing: [], how: '不符合评分前提：0分', truth: 'no' };
  }
  if (condition.truth === 'unknown') {
    const missing = [...missingOf(condition), ...part.missing];
    return { ...base, min: 0, missing, truth: part.max === 0 ? 'no' : 'unknown' };
  }
  return { ...base, truth: part.min > 0 ? 'yes' : part.max === 0 ? 'no' : 'unknown' };
}

const NONE: Points = { min: 0, max: 0 };

function evaluateScore(score: Score, context: Context): Part {
  switch (score.kind) {
    case 'table':
      return evaluateTable(score, context);
    case 'best':
      return bestOf(
        score.of.map((each) => evaluateScore(each, context)),
        mostOf(score),
      );
    case 'sum':
      return sumOf(score, context);
    case 'experts':
      return evaluateExperts(score, context);
  }
}

type Of<Kind extends Score['kind']> = Extract<Score, { kind: Kind }>;

interface Row {
  readonly points: Points;
  readonly outcome?: Outcome;
}

/**
 * Rows in order: the first that holds ends the search; what is unknown before it may hold, so its
 * points are possible.
 */
function evaluateTable(score: Of<'table'>, context: Context): Part {
  const rows: Row[] = score.rows.map(({ when, points }) => ({
    points,
    outcome: evaluateCondition(when, context),
  }));
  rows.push({ points: score.otherwise });
  const end = rows.findIndex(({ outcome }) => (outcome?.truth ?? 'yes') === 'yes');
  const possible = rows.slice(0, end + 1).filter(({ outcome }) => outcome?.truth !== 'no');
  const min = Math.min(...possible.map(({ points }) => points.min));
  const max = Math.max(...possible.map(({ points }) => points.max));
  const better = rows
    .slice(0, end)
    .findLast((row) => row.outcome?.truth === 'no' && row.points.max > max);
  const outcomes = possible.flatMap(({ outcome }) => outcome ?? []);
  const seen = outcomes.length > 0 || !rows[0]?.outcome ? outcomes : [rows[0].outcome];
  return {
    min,
    max,
    outOf: mostOf(score),
    how: sayPoints({ min, max }),
    missing: outcomes.flatMap(missingOf),
    fails: better?.outcome ? failsOf(better.outcome) : [],
    events: eventsOf(seen),
    unconfirmed: seen.flatMap(unconfirmedOf),
  };
}

/** Events of a row that holds, or of the failed first one where none does. */
function eventsOf(outcomes: readonly Outcome[]): readonly string[] {
  return outcomes.flatMap((outcome) =>
    outcome.truth === 'no' ? failsOf(outcome).flatMap((fail) => fail.events) : supportOf(outcome),
  );
}

/** What can no longer win is not asked for. */
function bestOf(parts: readonly Part[], outOf: number): Part {
  const min = Math.max(...parts.map((part) => part.min));
  const max = Math.max(...parts.map((part) => part.max));
  const rivals = parts.filter((part) => part.max > min);
  const winners = parts.filter((part) => part.max >= min);
  return {
    ...{ min, max, outOf },
    how: `取高：${sayPoints({ min, max })}`,
    missing: rivals.flatMap((part) => part.missing),
    fails: parts.flatMap((part) => part.fails),
    events: winners.flatMap((part) => part.events),
    unconfirmed: winners.flatMap((part) => part.unconfirmed),
  };
}

function sumOf(score: Of<'sum'>, context: Context): Part {
  const parts = score.of.map((each, i) => ({
    ...evaluateScore(each, context),
    label: each.label ?? `指标${i + 1}`,
  }));
  const cut = (points: number): number => Math.min(score.max, points);
  const min = cut(parts.reduce((total, part) => total + part.min, 0));
  const max = cut(parts.reduce((total, part) => total + part.max, 0));
  return {
    ...{ min, max, outOf: score.max },
    how: parts.map((part) => `${part.label}${sayPoints(part)}`).join('＋'),
    missing: parts.flatMap((part) => part.missing),
    fails: parts.flatMap((part) => part.fails),
    events: parts.flatMap((part) => part.events),
    unconfirmed: parts.flatMap((part) => part.unconfirmed),
    parts,
  };
}

/** An officer's answer in points; a range until there is one. */
function evaluateExperts(score: Of<'experts'>, context: Context): Part {
  const known = context.facts.manual.get(score.key);
  const base = { outOf: score.points.max, fails: [], unconfirmed: [] };
  if (!known || !isNum(known.value)) {
    const missing = [{ fact: manualFact(score.key), label: score.question, reportAt: ASK_OFFICER }];
    return { ...base, ...score.points, how: sayPoints(score.points), missing, events: [] };
  }
  const given = Number(floorNum(known.value));
  const points = Math.min(score.points.max, Math.max(score.points.min, given));
  const how = `专家评${points}分`;
  return { ...base, min: points, max: points, how, missing: [], events: known.events };
}

export function sayPoints({ min, max }: Points): string {
  return min === max ? `${min}分` : `${min}至${max}分`;
}
