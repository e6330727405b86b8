import { formatYuan, parseYuan } from '#libs/kernel/money.js';
import type { FactDictionary } from '../facts/dictionary.js';
import { override, type Facts, type KnownValue } from '../facts/facts.js';
import {
  addNum,
  compareNum,
  floorNum,
  isNum,
  multiplyNum,
  num,
  showMoney,
  showValue,
  subtractNum,
  type Num,
  type ValueKind,
} from '../facts/values.js';
import type { Benefit } from '../list/benefit-model.js';
import type { Fail, Missing, NextStep, Step } from '../result.js';
import { entitlementOf, kindOf, measure } from './benefits.js';
import type { When } from './compare.js';
import { failsOf, missingOf } from './conditions.js';
import type { ListVersion } from './evaluate-list.js';
import { judge, type Judged } from './judge.js';
import type { Outcome } from './outcome.js';
import { limit } from './rounding.js';
import { reportOf, stepOf } from './steps.js';
import { steps, wholeTiers } from './tiers.js';

/**
 * For each clause the nearest thing that would change its answer; clauses that have none are left
 * out. What the clause comes to then is found by evaluating it again on the facts with the step
 * taken, so what is promised is what an evaluation would say.
 */
export function nextSteps(
  { list }: ListVersion,
  facts: Facts,
  when: When,
  dictionary: FactDictionary,
): readonly NextStep[] {
  return list.clauses.flatMap((clause) => {
    const judged = judge(clause, list.effective, facts, when);
    const again = (changed: Facts): Judged => judge(clause, list.effective, changed, when);
    return stepFor(judged, { facts, again, dictionary }) ?? [];
  });
}

interface Around {
  readonly facts: Facts;
  readonly again: (facts: Facts) => Judged;
  readonly dictionary: FactDictionary;
}

function stepFor(judged: Judged, around: Around): NextStep | undefined {
  const { settled, outcome, score } = judged;
  if (!outcome) return undefined;
  if (score) return forPoints(judged, around);
  if (settled.status === 'not-eligible') return toFulfil(judged, outcome, around);
  if (settled.status === 'unknown') return toReport(judged, missingOf(outcome), around);
  if (settled.entitlement.amount === undefined) {
    return toReport(judged, settled.entitlement.missing, around);
  }
  return toNextTier(judged);
}

function reports(missing: readonly Missing[], { dictionary }: Around): readonly Step[] {
  return [...new Map(missing.map((each) => [each.fact, reportOf(each, dictionary)])).values()];
}

function toReport(
  { settled }: Judged,
  missing: readonly Missing[],
  around: Around,
): NextStep | undefined {
  const todo = reports(missing, around);
  if (todo.length === 0) return undefined;
  const most = settled.entitlement.maxPossible;
  const upTo = most === undefined || most === 0n ? '' : `，最多可得${showMoney(most)}`;
  const say = `${todo.map((step) => step.say).join('；')}后才能判定${upTo}`;
  return { clause: settled.clause.id, kind: 'report', steps: todo, reach: null, say };
}

function toFulfil(judged: Judged, outcome: Outcome, around: Around): NextStep {
  const todo = needed(outcome).map((each) =>
    'cite' in each ? stepOf(each, around.dictionary) : reportOf(each, around.dictionary),
  );
  const reach = reachedBy(todo, around);
  const gets = reach === null ? '即可符合' : `即可符合，可得${showMoney(parseYuan(reach) ?? 0n)}`;
  const say = `${todo.map((step) => step.say).join('；')}，${gets}`;
  return { clause: judged.settled.clause.id, kind: 'fulfil', steps: todo, reach, say };
}

type Need = Fail | Missing;

/** Everything that keeps an `all` from holding; of an `any` the way that asks for least. */
function needed(outcome: Outcome): readonly Need[] {
  if (outcome.truth === 'yes') return [];
  if (outcome.truth === 'unknown') return missingOf(outcome);
  if (outcome.kind === 'leaf') return failsOf(outcome);
  const ways = outcome.of.map(needed);
  if (outcome.kind === 'all') return ways.flat();
  return ways.reduce((best, way) => (costOf(way) < costOf(best) ? way : best));
}

/** What nobody can do in money or numbers weighs more than any number of things that one can. */
function costOf(way: readonly Need[]): number {
  return way.reduce((cost, each) => cost + ('gap' in each && each.gap === null ? 100 : 1), 0);
}

/** The amount once the steps are taken; null where they cannot be put in numbers. */
function reachedBy(todo: readonly Step[], { facts, again }: Around): string | null {
  const values = new Map<string, KnownValue | null>();
  for (const step of todo) {
    const known = facts.values.get(step.fact);
    const changed = known && isNum(known.value) ? moved(known.value, step) : undefined;
    if (!known || !changed) return null;
    values.set(step.fact, { ...known, value: changed });
  }
  const { settled } = again(override(facts, { values, registers: new Map() }));
  const { amount } = settled.entitlement;
  return settled.status === 'eligible' && amount !== undefined ? formatYuan(amount) : null;
}

/** Money steps are decimal yuan, others whole numbers. */
function moved(value: Num, { by, direction }: Step): Num | undefined {
  if (by === null || (direction !== 'more' && direction !== 'less')) return undefined;
  const delta = typeof by === 'number' ? BigInt(by) : parseYuan(by);
  if (delta === undefined) return undefined;
  return addNum(value, num(direction === 'more' ? delta : -delta));
}

function forPoints({ settled, score }: Judged, around: Around): NextStep | undefined {
  const clause = settled.clause.id;
  if (!score) return undefined;
  if (score.missing.length > 0) {
    const todo = reports(score.missing, around);
    const say = `${todo.map((step) => step.say).join('；')}后才能确定得分（现为${score.min}至${score.max}分）`;
    return { clause, kind: 'report', steps: todo, reach: null, say };
  }
  const todo = score.fails.map((fail) => stepOf(fail, around.dictionary));
  if (todo.length === 0) return undefined;
  const say = `${todo.map((step) => step.say).join(score.fails.length > 1 ? '；或' : '')}，得分可再上一档`;
  return { clause, kind: 'points', steps: todo, reach: null, say };
}

const MONEY: ValueKind = { type: 'money' };

/** A higher tier, the next full step, a higher level. */
function toNextTier({ settled }: Judged): NextStep | undefined {
  const { clause, context, entitlement } = settled;
  const { benefit } = clause;
  if (benefit.kind === 'level-table') return toNextLevel(settled.clause.id, benefit, entitlement);
  if (benefit.kind !== 'whole-tiers' && benefit.kind !== 'step') return undefined;
  const base = measure(benefit.base, context);
  const at = nextStart(benefit, base.lo);
  if (!at) return undefined;
  const reach = limit(
    benefit.kind === 'step'
      ? steps(benefit, at).amount
      : wholeTiers(benefit, at, kindOf(benefit.base)).amount,
    benefit,
  );
  if (reach <= (entitlement.amount ?? 0n)) return undefined;
  const kind = kindOf(benefit.base);
  const more = subtractNum(at, base.lo);
  const { fact, label } = nameOf(benefit, context.awardYear);
  const shown = showValue(kind, more, 'ceil');
  const by = kind.type === 'money' ? formatYuan(floorNum(more)) : Number(floorNum(more));
  const step: Step = { fact, label, direction: 'more', by, say: `${label}再增加${shown}` };
  const say = `${step.say}，本条由${showMoney(entitlement.amount ?? 0n)}增至${showMoney(reach)}`;
  return { clause: clause.id, kind: 'next-tier', steps: [step], reach: formatYuan(reach), say };
}

type Tiered = Extract<Benefit, { kind: 'whole-tiers' | 'step' }>;

function nextStart(benefit: Tiered, base: Num): Num | undefined {
  if (benefit.kind === 'whole-tiers') {
    return benefit.tiers.find(({ from }) => compareNum(from, base) > 0)?.from;
  }
  const above = subtractNum(base, benefit.from);
  if (above.n < 0n) return benefit.from;
  const count = floorNum({ n: above.n * benefit.each.d, d: above.d * benefit.each.n });
  return addNum(benefit.from, multiplyNum(benefit.each, num(count + 1n)));
}

function nameOf({ base }: Tiered, awardYear: number): { fact: string; label: string } {
  if (base.kind === 'fact') {
    const { fact, back } = base;
    if (back === undefined) return { fact: fact.id, label: fact.label };
    const year = awardYear - back;
    return { fact: `${fact.id}@${year}`, label: `${fact.label}（${year}年）` };
  }
  const { register } = base;
  return base.kind === 'count'
    ? { fact: register.id, label: `${register.label}条数` }
    : {
        fact: `${register.id}.${base.field.id}`,
        label: `${register.label}${base.field.label}合计`,
      };
}

function toNextLevel(
  clause: string,
  benefit: Extract<Benefit, { kind: 'level-table' }>,
  { amount = 0n }: ReturnType<typeof entitlementOf>,
): NextStep | undefined {
  const higher = [...benefit.amounts]
    .filter(([, worth]) => floorNum(worth) > amount)
    .sort((a, b) => compareNum(a[1], b[1]));
  const [next] = higher;
  if (!next) return undefined;
  const [level, worth] = next;
  // 企业称号 has a field 称号: said once.
  const { register, level: field } = benefit;
  const label = register.label.endsWith(field.label)
    ? register.label
    : `${register.label}${field.label}`;
  const say = `${label}达到${showValue(benefit.level, level)}`;
  const step: Step = { fact: benefit.register.id, label, direction: 'other', by: null, say };
  const gets = `本条由${showMoney(amount)}增至${showValue(MONEY, worth)}`;
  const reach = formatYuan(floorNum(worth));
  return { clause, kind: 'next-tier', steps: [step], reach, say: `${say}，${gets}` };
}
