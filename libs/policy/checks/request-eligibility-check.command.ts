import { Inject } from '@nestjs/common';
import { CommandHandler, QueryBus, type ICommandHandler } from '@nestjs/cqrs';
import { EnterpriseOnStream, type EnterpriseOnStreamAnswer } from '#libs/enterprises/queries.js';
import { CommandRunner } from '#libs/event-store/command-runner.js';
import { Issues, readCreditCode } from '#libs/kernel/read-fields.js';
import { orThrow, Refusal, RefusalError } from '#libs/kernel/refusal.js';
import { DemandQueue } from '#libs/runtime/queue/demand-queue.js';
import { demandIdOf } from '../command-ids.js';
import { RequestEligibilityCheck, type RequestEligibilityCheckAnswer } from '../commands.js';
import { checkDecider, requestCheck } from '../domain/eligibility-check.js';
import { eligibilityCheckStream, POLICY_UPCASTERS, type CheckQuestion } from '../domain/events.js';
import { readQuestion } from '../domain/question.js';
import { CHECK_QUEUE } from '../queues.js';

@CommandHandler(RequestEligibilityCheck)
export class RequestEligibilityCheckHandler implements ICommandHandler<RequestEligibilityCheck> {
  constructor(
    private readonly runner: CommandRunner,
    private readonly queryBus: QueryBus,
    @Inject(CHECK_QUEUE) private readonly queue: DemandQueue,
  ) {}

  async execute(command: RequestEligibilityCheck): Promise<RequestEligibilityCheckAnswer> {
    const { context, input } = command;
    const question = readCheck(input, context.now);
    await this.refuseUnregistered(question.creditCode);
    const id = demandIdOf(context);
    const { state, revision, position } = await this.runner.run({
      stream: eligibilityCheckStream(id),
      context,
      decider: checkDecider,
      upcasters: POLICY_UPCASTERS,
      decide: (before) => requestCheck(id, question, before),
    });
    // The event demands the check; this only wakes a worker.
    this.queue.enqueueSoon(id);
    if (state.status === 'none') throw new Error(`check ${id} is not there after its request`);
    const { creditCode, asOf, awardYear } = state.question;
    return { id, status: state.status, creditCode, asOf, awardYear, revision, position };
  }

  private async refuseUnregistered(creditCode: string): Promise<void> {
    const enterprise = await this.queryBus.execute<EnterpriseOnStream, EnterpriseOnStreamAnswer>(
      new EnterpriseOnStream(creditCode),
    );
    if (enterprise) return;
    throw new RefusalError(
      Refusal.conflict(
        'enterprise-not-registered',
        `${creditCode} 还没有在台账中登记，请先登记企业再做政策匹配`,
        { creditCode },
      ),
    );
  }
}

function readCheck(input: RequestEligibilityCheck['input'], now: string): CheckQuestion {
  const issues = new Issues();
  const rule = { path: 'creditCode', label: '统一社会信用代码', required: true };
  const creditCode = readCreditCode(input.creditCode, rule, issues);
  const question = readQuestion(input, now);
  if (question instanceof Refusal) issues.list.push(...question.errors);
  if (issues.any || creditCode === undefined) throw new RefusalError(issues.refusal());
  return { creditCode, ...orThrow(question) };
}
