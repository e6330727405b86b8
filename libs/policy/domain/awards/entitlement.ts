import type { Fen } from '#libs/kernel/money.js';
import { Refusal } from '#libs/kernel/refusal.js';
import { showMoney } from '../facts/values.js';
import type { ClauseResult, ListResult } from '../result.js';
import { storedFen } from './award.js';
import type { AwardException } from './events.js';

/** What an officer asks for; fields left out follow from the evaluation. */
export interface Asked {
  readonly clause: string;
  readonly amount?: string;
  readonly exception?: Omit<AwardException, 'overrides'>;
}

export interface Entitlement {
  readonly clause: ClauseResult;
  readonly amount: string;
  readonly exception?: AwardException;
}

/**
 * What may be proposed by this result. What the evaluation does not award is refused, unless an
 * officer states an exception, which then says what it sets aside.
 */
export function entitlementOf(result: ListResult, asked: Asked): Entitlement | Refusal {
  const clause = result.results.find((each) => each.clause === asked.clause);
  if (!clause) return noSuchClause(result, asked.clause);
  const fault = whyNot(clause) ?? aboveEntitlement(clause, asked.amount);
  const { exception } = asked;
  if (fault === undefined) {
    if (exception) return notNeeded();
    return { clause, amount: asked.amount ?? clause.payable ?? '0.00' };
  }
  if (!exception) return notAwarded(clause, fault);
  const amount = asked.amount ?? positive(clause.payable);
  if (amount === undefined) return amountNeeded();
  return { clause, amount, exception: { ...exception, overrides: fault } };
}

/** Chinese: why the clause is not awarded; undefined when it is. */
function whyNot(clause: ClauseResult): string | undefined {
  if (clause.status === 'not-in-force') return '条款在该兑现年度不在有效期内';
  if (clause.status === 'not-eligible')
    return `不符合条件：${clause.fails.map(sayFail).join('；')}`;
  const missing = clause.missing.map(({ label, reportAt }) => `${label}（${reportAt}）`).join('、');
  if (clause.status === 'unknown') return `尚不能判定，缺：${missing}`;
  if (clause.service !== undefined) return '本条为服务事项，没有奖补金额';
  if (missing !== '') return `金额尚不能确定，缺：${missing}`;
  if (positive(clause.payable) === undefined)
    return `不计奖补：${clause.decision ?? clause.why ?? '金额为零'}`;
  const unconfirmed = clause.unconfirmed ?? [];
  if (unconfirmed.length > 0) {
    return `依据的指标只经企业申报、未经核实：${unconfirmed.map(({ label }) => label).join('、')}`;
  }
  return undefined;
}

function sayFail({ cite, gap, label }: ClauseResult['fails'][number]): string {
  return gap === null
    ? `“${cite}”`
    : `“${cite}”（${label}差 ${JSON.stringify(gap).replace(/"/g, '')}）`;
}

function positive(yuan: string | undefined): string | undefined {
  return yuan !== undefined && storedFen(yuan) > 0n ? yuan : undefined;
}

function aboveEntitlement({ payable }: ClauseResult, amount?: string): string | undefined {
  if (amount === undefined || payable === undefined) return undefined;
  const [asked, most]: readonly Fen[] = [storedFen(amount), storedFen(payable)];
  if (asked === undefined || most === undefined || asked <= most) return undefined;
  return `提出的${showMoney(asked)}高于核算的${showMoney(most)}`;
}

function noSuchClause({ list, results }: ListResult, clause: string): Refusal {
  const known = results.map((each) => each.clause).join('、');
  const message = `清单 ${list} 没有标识为“${clause}”的条款，应为：${known}`;
  return Refusal.unacceptable([{ path: 'clause', code: 'unknown-clause', message }]);
}

function notAwarded({ clause, article, status }: ClauseResult, fault: string): Refusal {
  return Refusal.conflict(
    'not-awarded',
    `${article}（${clause}）截至申请日不予兑现：${fault}；确需作为例外的，请写明 exception（理由 reason、依据 basis）`,
    { clause, status },
  );
}

function notNeeded(): Refusal {
  return Refusal.conflict(
    'exception-not-needed',
    '核算结果已予兑现，不需要作为例外，请去掉 exception',
  );
}

function amountNeeded(): Refusal {
  const message = '作为例外提出而核算没有金额的，请填写金额 amount';
  return Refusal.unacceptable([{ path: 'amount', code: 'required', message }]);
}
