import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { formatYuan, parseYuan } from '#libs/kernel/money.js';
import {
  isAbsent,
  isRecord,
  Issues,
  readOneOf,
  refuseUnknownKeys,
} from '#libs/kernel/read-fields.js';
import { RefusalError } from '#libs/kernel/refusal.js';
import { setBudget } from '../domain/awards/budget.js';
import type { AwardBudgetSet } from '../domain/awards/events.js';
import type { ShortRule } from '../domain/list/model.js';
import { readNoticeRule } from '../domain/awards/notice-rule.js';
import type { Body } from '../domain/awards/read-input.js';
import { AwardLists } from './award-lists.js';
import { AwardStreams } from './award-streams.js';
import { SetAwardBudget, type BudgetResult } from './commands.js';

export const SHORT_LABELS: Readonly<Record<ShortRule, string>> = {
  'pro-rata': '按比例',
  queue: '先到先得',
  'next-year': '先到先得，不足的结转下年',
};

@CommandHandler(SetAwardBudget)
export class SetAwardBudgetHandler implements ICommandHandler<SetAwardBudget> {
  constructor(
    private readonly streams: AwardStreams,
    private readonly lists: AwardLists,
  ) {}

  async execute({ context, list, awardYear, body }: SetAwardBudget): Promise<BudgetResult> {
    const { list: document } = await this.lists.inForce(list, awardYear);
    const clauses = document.clauses.map(({ id }) => id);
    const data = readBudget(body, { list, awardYear }, clauses);
    const { revision, position } = await this.streams.onBudget(
      context,
      { list, awardYear },
      (budget) => setBudget(data, budget),
    );
    return { revision, position };
  }
}

function readBudget(
  body: Body,
  of: { readonly list: string; readonly awardYear: number },
  known: readonly string[],
): AwardBudgetSet['data'] {
  const issues = new Issues();
  refuseUnknownKeys(body, ['total', 'clauses', 'whenShort', 'notice'], '', issues);
  const total = isAbsent(body['total']) ? null : readLimit(body['total'], 'total', issues);
  const clauses = readClauses(body['clauses'], known, issues);
  const whenShort = readOneOf(
    body['whenShort'] ?? 'pro-rata',
    SHORT_LABELS,
    { path: 'whenShort', label: '资金不足时的办法' },
    issues,
  );
  const notice = readNoticeRule(body['notice'], 'notice', issues);
  if (issues.any || total === undefined || !whenShort) throw new RefusalError(issues.refusal());
  return { ...of, total, clauses, whenShort, notice };
}

function readClauses(
  input: unknown,
  known: readonly string[],
  issues: Issues,
): Readonly<Record<string, string>> {
  if (isAbsent(input)) return {};
  const accepted = '条款预算 clauses 应为“条款标识: 金额（元）”，如 {"htf-first": "2000000.00"}';
  if (!isRecord(input)) {
    issues.add('clauses', 'not-an-object', accepted);
    return {};
  }
  refuseUnknownKeys(input, known, 'clauses', issues);
  const limits = known.flatMap((clause) => {
    if (isAbsent(input[clause])) return [];
    const limit = readLimit(input[clause], `clauses.${clause}`, issues);
    return limit === undefined ? [] : [[clause, limit] as const];
  });
  return Object.fromEntries(limits);
}

function readLimit(input: unknown, path: string, issues: Issues): string | undefined {
  const fen = parseYuan(input);
  if (fen !== undefined) return formatYuan(fen);
  const sentence = '预算应为以元为单位、不为负的金额，至多两位小数，如 "5000000.00"';
  return issues.add(path, 'not-an-amount', sentence);
}
