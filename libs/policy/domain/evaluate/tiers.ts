import type { Benefit } from '../list/benefit-model.js';
import {
  addNum,
  compareNum,
  floorNum,
  multiplyNum,
  num,
  showValue,
  subtractNum,
  type Num,
  type ValueKind,
} from '../facts/values.js';

const MONEY: ValueKind = { type: 'money' };
const RATIO: ValueKind = { type: 'ratio' };

/** An exact amount and the sentence that tells how it came about. */
export interface Computed {
  readonly amount: Num;
  readonly how: string;
}

type Of<Kind extends Benefit['kind']> = Extract<Benefit, { kind: Kind }>;

/** 超额累进: each slice of the base by its own rate. */
export function marginalTiers(benefit: Of<'marginal-tiers'>, base: Num): Computed {
  const terms: string[] = [];
  let amount = num(0);
  let from = num(0);
  for (const tier of benefit.tiers) {
    const upTo = tier.upTo && compareNum(tier.upTo, base) < 0 ? tier.upTo : base;
    const slice = subtractNum(upTo, from);
    if (slice.n <= 0n) break;
    amount = addNum(amount, multiplyNum(slice, tier.rate));
    terms.push(`${showValue(MONEY, slice)}×${showValue(RATIO, tier.rate)}`);
    from = upTo;
  }
  return { amount, how: terms.length > 0 ? terms.join('＋') : '基数为零' };
}

/** 全额分档: the tier that the base reaches holds for all of it. */
export function wholeTiers(benefit: Of<'whole-tiers'>, base: Num, kind: ValueKind): Computed {
  const tier = benefit.tiers.findLast(({ from }) => compareNum(base, from) >= 0);
  if (!tier) return { amount: num(0), how: '未达到最低档' };
  const reached = `达到${showValue(kind, tier.from)}档`;
  if (tier.amount)
    return { amount: tier.amount, how: `${reached}：${showValue(MONEY, tier.amount)}` };
  const rate = tier.rate ?? num(0);
  return {
    amount: multiplyNum(base, rate),
    how: `${reached}：${showValue(MONEY, base)}×${showValue(RATIO, rate)}`,
  };
}

/** A first amount, and so much more for every full step above. */
export function steps(benefit: Of<'step'>, base: Num): Computed {
  const above = subtractNum(base, benefit.from);
  if (above.n < 0n) return { amount: num(0), how: '未达到起点' };
  const count = floorNum({ n: above.n * benefit.each.d, d: above.d * benefit.each.n });
  const amount = addNum(benefit.amount, multiplyNum(benefit.add, num(count)));
  const first = showValue(MONEY, benefit.amount);
  return { amount, how: `起点${first}＋${count}档×${showValue(MONEY, benefit.add)}` };
}
