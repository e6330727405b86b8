import { multiplyNum, num, showValue, type Num, type ValueKind } from '../facts/values.js';
import type { Benefit, Limits, Quantity } from '../list/benefit-model.js';
import type { Change } from './mutate.js';
import { mutateWhere } from './mutate-condition.js';
import { nearby } from './mutate-value.js';

const MONEY: ValueKind = { type: 'money' };
const RATIO: ValueKind = { type: 'ratio' };

/** Amounts, rates, tiers and limits changed; limits dropped; the base of another year. */
export function mutateBenefit(benefit: Benefit): readonly Change<Benefit>[] {
  return [...mutateAmounts(benefit), ...mutateBase(benefit), ...mutateLimits(benefit)];
}

function more(
  value: Num,
  kind: ValueKind,
  path: string,
  make: (value: Num) => Benefit,
): Change<Benefit> {
  const now = kind.type === 'integer' ? num(value.n + 1n) : multiplyNum(value, num(11, 10));
  const changed = value.n === 0n ? (nearby(value, kind)[0] ?? now) : now;
  return {
    path,
    change: `${showValue(kind, value)}改为${showValue(kind, changed)}`,
    wanted: `加一个用到它的用例，写明 amount`,
    value: make(changed),
  };
}

function mutateAmounts(benefit: Benefit): readonly Change<Benefit>[] {
  switch (benefit.kind) {
    case 'service':
    case 'none':
      return [];
    case 'fixed':
      return [more(benefit.amount, MONEY, 'amount', (amount) => ({ ...benefit, amount }))];
    case 'level-table':
      return [...benefit.amounts].map(([level, amount]) =>
        more(amount, MONEY, `amounts.${level}`, (now) => ({
          ...benefit,
          amounts: new Map(benefit.amounts).set(level, now),
        })),
      );
    case 'marginal-tiers':
      return benefit.tiers.flatMap((tier, i) => {
        const put = (now: Partial<typeof tier>): Benefit => ({
          ...benefit,
          tiers: benefit.tiers.with(i, { ...tier, ...now }),
        });
        const rate = more(tier.rate, RATIO, `tiers.${i}.rate`, (now) => put({ rate: now }));
        const { upTo } = tier;
        return upTo
          ? [rate, more(upTo, MONEY, `tiers.${i}.upTo`, (now) => put({ upTo: now }))]
          : [rate];
      });
    case 'whole-tiers':
      return wholeTiers(benefit);
    case 'step':
      return (['from', 'amount', 'each', 'add'] as const).map((key) =>
        more(benefit[key], MONEY, key, (now) => ({ ...benefit, [key]: now })),
      );
    case 'percent':
    case 'increment':
      return [more(benefit.rate, RATIO, 'rate', (rate) => ({ ...benefit, rate }))];
    case 'match':
      return [more(benefit.ratio, RATIO, 'ratio', (ratio) => ({ ...benefit, ratio }))];
    case 'per-unit':
      return [more(benefit.each, MONEY, 'each', (each) => ({ ...benefit, each }))];
  }
}

function wholeTiers(
  benefit: Extract<Benefit, { kind: 'whole-tiers' }>,
): readonly Change<Benefit>[] {
  return benefit.tiers.flatMap((tier, i) => {
    const put = (now: Partial<typeof tier>): Benefit => ({
      ...benefit,
      tiers: benefit.tiers.with(i, { ...tier, ...now }),
    });
    const kind: ValueKind = benefit.base.kind === 'count' ? { type: 'integer' } : MONEY;
    const { amount, rate } = tier;
    return [
      more(tier.from, kind, `tiers.${i}.from`, (from) => put({ from })),
      ...(amount ? [more(amount, MONEY, `tiers.${i}.amount`, (now) => put({ amount: now }))] : []),
      ...(rate ? [more(rate, RATIO, `tiers.${i}.rate`, (now) => put({ rate: now }))] : []),
    ];
  });
}

function mutateBase(benefit: Benefit): readonly Change<Benefit>[] {
  if (benefit.kind === 'level-table') {
    return mutateWhere(benefit.where).map((each) => ({
      ...each,
      value: { ...benefit, where: each.value },
    }));
  }
  if (benefit.kind === 'increment') {
    return [lastYear(() => ({ ...benefit, back: benefit.back + 1 }))];
  }
  if (!('base' in benefit)) return [];
  return mutateQuantity(benefit.base).map((each) => ({
    ...each,
    path: `of.${each.path}`.replace(/^of\.period$/, 'period'),
    value: { ...benefit, base: each.value },
  }));
}

function mutateQuantity(base: Quantity): readonly Change<Quantity>[] {
  if (base.kind === 'fact') {
    const { back } = base;
    return back === undefined ? [] : [lastYear(() => ({ ...base, back: back + 1 }))];
  }
  return mutateWhere(base.where).map((each) => ({
    ...each,
    value: { ...base, where: each.value },
  }));
}

function lastYear<T>(make: () => T): Change<T> {
  return {
    path: 'period',
    change: '计算基数的期间提前一年',
    wanted: '加一个两年数据不同的用例，写明 amount',
    value: make(),
  };
}

function mutateLimits(benefit: Benefit): readonly Change<Benefit>[] {
  if (!hasLimits(benefit)) return [];
  return (['cap', 'floor', 'round'] as const).flatMap((key): readonly Change<Benefit>[] => {
    if (benefit[key] === undefined) return [];
    const { [key]: gone, ...rest } = benefit;
    return [
      {
        path: key,
        change: `去掉 ${key}`,
        wanted: `加一个用例：不受 ${key} 限制时金额会不同，写明 amount`,
        value: gone === undefined ? benefit : rest,
      },
    ];
  });
}

function hasLimits(benefit: Benefit): benefit is Benefit & Limits {
  return !['fixed', 'level-table', 'service', 'none'].includes(benefit.kind);
}
