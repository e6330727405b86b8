import { compareNum, isNum, multiplyNum, type Num, type ValueKind } from '../facts/values.js';
import type { Cursor } from './cursor.js';

const MONEY: ValueKind = { type: 'money' };
const RATIO: ValueKind = { type: 'ratio' };
const MAX_TIERS = 30;

/** `[{upTo: 10万, rate: 1%}, …, {rate: 0.1%}]`: bounds rise, only the last may be without one. */
export function readMarginalTiers(
  at: Cursor,
): readonly { readonly upTo?: Num; readonly rate: Num }[] | undefined {
  const places = at.list('分档 tiers', { max: MAX_TIERS });
  const tiers = places.map((place, i) => readMarginalTier(place, i === places.length - 1));
  const complete = tiers.filter((tier) => tier !== undefined);
  if (complete.length === 0 || complete.length < tiers.length) return undefined;
  for (const [i, tier] of complete.entries()) {
    const before = complete[i - 1]?.upTo;
    if (before && tier.upTo && compareNum(before, tier.upTo) >= 0) {
      return places[i]?.get('upTo').fail('tiers-not-rising', '各档上限 upTo 应逐档增大');
    }
  }
  return complete;
}

function readMarginalTier(at: Cursor, last: boolean) {
  if (!at.isMapOf(['upTo', 'rate'], '分档')) return undefined;
  const rate = at.get('rate').typed(RATIO, '分档比例 rate');
  const place = at.get('upTo');
  if (rate === undefined || !isNum(rate)) return undefined;
  if (rate.n < 0n) return at.get('rate').fail('negative', '分档比例不能为负');
  if (place.isMissing) {
    return last ? { rate } : place.fail('missing', '只有最后一档可以没有上限 upTo');
  }
  const upTo = place.typed(MONEY, '分档上限 upTo');
  if (upTo === undefined || !isNum(upTo)) return undefined;
  if (last) at.warn('bounded-last-tier', '最后一档有上限 upTo：超过部分不再奖补，请确认');
  return upTo.n > 0n ? { upTo, rate } : place.fail('not-positive', '分档上限应大于零');
}

interface WholeTier {
  readonly from: Num;
  readonly rate?: Num;
  readonly amount?: Num;
}

/**
 * `[{from: 500万, amount: 5万}, {from: 1000万, rate: 1%}]`: starts rise, and reaching a tier never
 * pays less than standing just below it.
 */
export function readWholeTiers(
  at: Cursor,
  type: 'money' | 'integer',
): readonly WholeTier[] | undefined {
  const places = at.list('分档 tiers', { max: MAX_TIERS });
  const tiers = places.map((place) => readWholeTier(place, type));
  const complete = tiers.filter((tier) => tier !== undefined);
  if (complete.length === 0 || complete.length < tiers.length) return undefined;
  for (const [i, tier] of complete.entries()) {
    const before = complete[i - 1];
    if (before && compareNum(before.from, tier.from) >= 0) {
      return places[i]?.get('from').fail('tiers-not-rising', '各档起点 from 应逐档增大');
    }
    if (before && compareNum(paid(before, tier.from), paid(tier, tier.from)) > 0) {
      return places[i]?.fail('tiers-pay-less', '达到本档反而比下一档拿得少，请核对金额或比例');
    }
  }
  return complete;
}

function paid(tier: WholeTier, base: Num): Num {
  return tier.amount ?? multiplyNum(base, tier.rate ?? { n: 0n, d: 1n });
}

function readWholeTier(at: Cursor, type: 'money' | 'integer'): WholeTier | undefined {
  if (!at.isMapOf(['from', 'rate', 'amount'], '分档')) return undefined;
  const from = at.get('from').typed({ type }, '分档起点 from');
  const byAmount = !at.get('amount').isMissing;
  if (byAmount === !at.get('rate').isMissing) {
    return at.fail('rate-or-amount', '每档应有比例 rate 或金额 amount，二者取一');
  }
  if (!byAmount && type === 'integer')
    return at.get('rate').fail('wrong-base', '按个数分档时请写金额 amount');
  const value = byAmount
    ? at.get('amount').typed(MONEY, '分档金额 amount')
    : at.get('rate').typed(RATIO, '分档比例 rate');
  if (from === undefined || value === undefined || !isNum(from) || !isNum(value)) return undefined;
  if (from.n < 0n || value.n < 0n) return at.fail('negative', '分档的起点、比例、金额不能为负');
  return byAmount ? { from, amount: value } : { from, rate: value };
}
