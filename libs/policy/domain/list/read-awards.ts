import { AWARD_STATES, type AwardState, type GrantedAward } from '../facts/facts.js';
import { isNum } from '../facts/values.js';
import type { Cursor } from './cursor.js';

const KEYS = ['id', 'list', 'clause', 'awardYear', 'amount', 'state'];
const MAX_AWARDS = 500;

/** Stands for the list itself where a case leaves out which list an award is of. */
export const THIS_LIST = '';

/** Granted money as people write it: `[{clause: htf-first, awardYear: 2022, amount: 10万}]`. */
export function readAwards(at: Cursor, events: readonly string[]): readonly GrantedAward[] | null {
  if (at.value === null) return null;
  if (at.isMissing) return [];
  return at
    .list('已兑现奖补 awards', { min: 0, max: MAX_AWARDS })
    .flatMap((place, i) => readAward(place, i, events) ?? []);
}

function readAward(at: Cursor, i: number, events: readonly string[]): GrantedAward | undefined {
  if (!at.isMapOf(KEYS, '已兑现奖补')) return undefined;
  const clause = at.get('clause').id('条款标识 clause');
  const awardYear = at.get('awardYear').typed({ type: 'integer' }, '兑现年度 awardYear');
  const amount = at.get('amount').typed({ type: 'money' }, '金额 amount');
  const state = readState(at.get('state'));
  const list = at.get('list').isMissing ? THIS_LIST : at.get('list').id('清单标识 list');
  const awardId = at.get('id').optionalText('编号 id') ?? `假设${i + 1}`;
  if (clause === undefined || list === undefined || state === undefined) return undefined;
  if (amount === undefined || !isNum(amount)) return undefined;
  if (awardYear === undefined || !isNum(awardYear)) return undefined;
  return {
    ...{ awardId, list, clause, state, events },
    awardYear: Number(awardYear.n),
    amount: amount.n,
  };
}

function readState(at: Cursor): AwardState | undefined {
  return at.isMissing ? 'granted' : at.oneOf(AWARD_STATES, '状态 state ');
}
