import { parseYuan } from '#libs/kernel/money.js';
import { stepOf } from '../domain/evaluate/steps.js';
import type { FactDictionary } from '../domain/facts/dictionary.js';
import { showMoney } from '../domain/facts/values.js';
import type { ClauseResult, ClauseStatus } from '../domain/result.js';

export const STATUS_LABELS: Readonly<Record<ClauseStatus, string>> = {
  eligible: '符合',
  'not-eligible': '不符合',
  unknown: '尚不能判定',
  'not-in-force': '不在施行期',
};

/** A clause's answer as one would say it; all of it is in the result too, as data. */
export interface ClauseInWords {
  readonly clause: string;
  readonly article: string;
  readonly status: ClauseStatus;
  readonly statusLabel: string;
  /** Chinese: the verdict, why, what is missing, and where, with what and until when to apply. */
  readonly say: string;
}

/** Every clause in a sentence or two, for people who do not read the data. */
export function answerInWords(
  results: readonly ClauseResult[],
  dictionary: FactDictionary,
): readonly ClauseInWords[] {
  return results.map((result) => ({
    clause: result.clause,
    article: result.article,
    status: result.status,
    statusLabel: STATUS_LABELS[result.status],
    say: `${verdict(result, dictionary)}。${applying(result)}`,
  }));
}

function verdict(result: ClauseResult, dictionary: FactDictionary): string {
  const label = STATUS_LABELS[result.status];
  switch (result.status) {
    case 'not-in-force':
      return label;
    case 'unknown':
      return `${label}，${missing(result)}${upTo(result)}`;
    case 'not-eligible': {
      const why = result.fails.map((fail) => `“${fail.cite}”：${stepOf(fail, dictionary).say}`);
      return why.length === 0 ? label : `${label}，${why.join('；')}`;
    }
    case 'eligible':
      return `${label}${gets(result)}${unconfirmed(result)}`;
  }
}

function gets(result: ClauseResult): string {
  const { amount, payable, service, missing: open, calculation, why, outcome } = result;
  if (service !== undefined) return `，可享受：${service}`;
  if (amount === null)
    return open.length === 0 ? '' : `，金额待定：${missing(result)}${upTo(result)}`;
  const counts = payable ?? amount;
  const how = calculation === undefined ? '' : `（${calculation}）`;
  if (outcome === undefined || outcome === 'awarded') return `，可得${money(counts)}${how}`;
  const reason = why ?? (outcome === 'capped' ? '受年度限额限制' : '同组条款就高不重复');
  return `，本条应得${money(amount)}${how}，实计${money(counts)}：${reason}`;
}

function missing({ missing: open }: ClauseResult): string {
  const facts = new Map(open.map(({ fact, label, reportAt }) => [fact, `${label}（${reportAt}）`]));
  return `缺少：${[...facts.values()].join('、')}`;
}

function upTo({ maxPossible }: ClauseResult): string {
  return !maxPossible || parseYuan(maxPossible) === 0n ? '' : `；最多可得${money(maxPossible)}`;
}

function unconfirmed({ unconfirmed: open = [] }: ClauseResult): string {
  if (open.length === 0) return '';
  return `；所依据的${open.map(({ label }) => label).join('、')}尚待科技局核实`;
}

/** Where, with which papers, until when; not for what cannot be had. */
function applying({ status, department, papers = [], deadline }: ClauseResult): string {
  if (status === 'not-in-force') return '';
  const parts = [
    ...(department === undefined ? [] : [`主管部门：${department}`]),
    ...(papers.length === 0 ? [] : [`材料：${papers.join('、')}`]),
    ...(deadline === undefined ? [] : [`期限：${deadline}`]),
  ];
  return parts.length === 0 ? '' : `${parts.join('；')}。`;
}

function money(yuan: string): string {
  const fen = parseYuan(yuan);
  return fen === undefined ? `${yuan}元` : showMoney(fen);
}
