import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { CheckPolicyListAhead } from '../commands.js';
import { ListChecks } from './list-checks.js';

@CommandHandler(CheckPolicyListAhead)
export class CheckPolicyListAheadHandler implements ICommandHandler<CheckPolicyListAhead> {
  constructor(private readonly checks: ListChecks) {}

  execute({ submission }: CheckPolicyListAhead): Promise<void> {
    this.checks.begin(submission);
    return Promise.resolve();
  }
}
