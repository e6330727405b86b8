import type { FactDictionary } from '../facts/dictionary.js';
import { showMoney, floorNum } from '../facts/values.js';
import { ReadingLog } from './cursor.js';
import type { PlainDocument } from './document.js';
import { contradictionsIn } from './contradictions.js';
import type { Clause, PolicyList } from './model.js';
import { readPolicyList, type ListReading } from './read-list.js';
import type { Score } from './score-model.js';

/**
 * Reads a list that is handed in, and looks for what reads well and makes no sense. A list that is
 * published already is read by {@link readPolicyList} alone: what is learnt later must not break it.
 */
export function checkPolicyList(document: PlainDocument, dictionary: FactDictionary): ListReading {
  const reading = readPolicyList(document, dictionary);
  if (!reading.list) return reading;
  const log = new ReadingLog(document, dictionary);
  checkSemantics(reading.list, log);
  const findings = [...reading.findings, ...log.findings];
  return log.failed ? { hash: reading.hash, findings } : { ...reading, findings };
}

function checkSemantics(list: PolicyList, log: ReadingLog): void {
  for (const [i, clause] of list.clauses.entries()) {
    log.clause = clause;
    const at = `clauses.${i}`;
    checkConditions(clause, at, log);
    checkDates(list, clause, at, log);
    if (list.purpose === 'benefits') checkText(clause, at, log);
  }
  log.clause = undefined;
  checkCaps(list, log);
}

function checkConditions(clause: Clause, at: string, log: ReadingLog): void {
  const trees = [clause.when, ...(clause.score ? rowsOf(clause.score.score) : [])];
  for (const { path, what } of trees.flatMap(contradictionsIn)) {
    log.add(
      `${at}.${path}`,
      'contradiction',
      `${what}，这一条永远不会成立；应改其中之一，若是任选其一请改用 any`,
    );
  }
}

function rowsOf(score: Score): readonly Clause['when'][] {
  switch (score.kind) {
    case 'table':
      return score.rows.map(({ when }) => when);
    case 'best':
    case 'sum':
      return score.of.flatMap(rowsOf);
    case 'experts':
      return [];
  }
}

function checkDates(list: PolicyList, { effective }: Clause, at: string, log: ReadingLog): void {
  if (!effective) return;
  const { from, to } = list.effective;
  if (effective.from > to || effective.to < from) {
    log.add(
      `${at}.effective`,
      'never-in-force',
      `条款有效期 ${effective.from} 至 ${effective.to} 不在清单有效期 ${from} 至 ${to} 之内，永远不会施行`,
    );
  } else if (effective.from < from || effective.to > to) {
    log.add(
      `${at}.effective`,
      'beyond-list',
      `条款有效期超出清单有效期（${from} 至 ${to}），请确认`,
      'warning',
    );
  }
}

/** What an applicant looks for, and an amount that the words do not have. */
function checkText(clause: Clause, at: string, log: ReadingLog): void {
  const blank = [
    clause.department === undefined ? '受理部门 department' : '',
    clause.deadline === undefined ? '申报时限 deadline' : '',
    clause.papers.length === 0 && clause.benefit.kind !== 'service' ? '申报材料 papers' : '',
  ].filter((name) => name !== '');
  if (blank.length > 0) {
    const message = `没有写明${blank.join('、')}，企业看到结论时会不知道去哪里、交什么、何时交`;
    log.add(at, 'no-way-to-apply', message, 'warning');
  }
  if (clause.benefit.kind !== 'fixed') return;
  const fen = floorNum(clause.benefit.amount);
  if (!saysAmount(clause.text, fen)) {
    const message = `奖补金额${showMoney(fen)}在条款原文中找不到，请核对 amount 与 text`;
    log.add(`${at}.benefit.amount`, 'amount-not-in-text', message, 'warning');
  }
}

/** `20万元` is also said by 20万、200000元、200,000元. */
function saysAmount(text: string, fen: bigint): boolean {
  const plain = text.normalize('NFKC').replaceAll(/[,，\s]/g, '');
  const short = showMoney(fen).replace(/元$/, '');
  return plain.includes(short) || plain.includes(`${fen / 100n}元`);
}

/** A cap that nothing can reach says something else than its author means. */
function checkCaps(list: PolicyList, log: ReadingLog): void {
  for (const [i, cap] of list.caps.entries()) {
    const least = list.clauses
      .filter(({ id }) => cap.clauses?.includes(id) ?? true)
      .flatMap(({ benefit }) => (benefit.kind === 'fixed' ? [floorNum(benefit.amount)] : []))
      .reduce<bigint | undefined>((a, b) => (a === undefined || b < a ? b : a), undefined);
    const max = floorNum(cap.max);
    if (least === undefined || max >= least) continue;
    const message = `限额${showMoney(max)}低于其中最小的一项定额奖补（${showMoney(least)}），没有一家能全额领到，请核对`;
    log.add(`caps.${i}.max`, 'cap-below-amounts', message, 'warning');
  }
}
