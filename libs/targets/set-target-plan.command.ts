import { Inject } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { CommandRunner } from '#libs/event-store/command-runner.js';
import { EVENT_STORE, type EventStore } from '#libs/event-store/port.js';
import { formatPosition } from '#libs/event-store/position-token.js';
import { orThrow } from '#libs/kernel/refusal.js';
import { SetTargetPlan, type SetTargetPlanResult } from './commands.js';
import { TARGET_UPCASTERS, targetPlanStream } from './domain/events.js';
import { readTargetPlan, setTargetPlan, targetPlanDecider } from './domain/target-plan.js';
import { planAnswer } from './plan-answer.js';

@CommandHandler(SetTargetPlan)
export class SetTargetPlanHandler implements ICommandHandler<SetTargetPlan> {
  constructor(
    private readonly runner: CommandRunner,
    @Inject(EVENT_STORE) private readonly store: EventStore,
  ) {}

  async execute({ context, input }: SetTargetPlan): Promise<SetTargetPlanResult> {
    const plan = orThrow(readTargetPlan(input));
    const { state, revision, position } = await this.runner.run({
      stream: targetPlanStream(plan.regionCode, plan.year),
      context,
      decider: targetPlanDecider,
      upcasters: TARGET_UPCASTERS,
      decide: (standing) => setTargetPlan(plan, standing),
    });
    const cited = {
      knownAt: null,
      position: formatPosition(this.store.ledgerId, position),
      revision: Number(revision),
    };
    return { plan: planAnswer(state ?? plan, cited), position, revision };
  }
}
