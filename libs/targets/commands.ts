import { Command } from '@nestjs/cqrs';
import type { CommandContext } from '#libs/kernel/command-context.js';
import type { SetTargetPlanInput } from './domain/target-plan.js';
import type { TargetPlanAnswer } from './queries.js';

export type { SetTargetPlanInput } from './domain/target-plan.js';

export interface SetTargetPlanResult {
  readonly plan: TargetPlanAnswer;
  readonly position: bigint;
  readonly revision: bigint;
}

/**
 * Sets a region's whole plan of a year.
 * @throws RefusalError 422 with every field that is wrong; 412 when `If-Match` is stale
 */
export class SetTargetPlan extends Command<SetTargetPlanResult> {
  constructor(
    readonly context: CommandContext,
    readonly input: SetTargetPlanInput,
  ) {
    super();
  }
}
