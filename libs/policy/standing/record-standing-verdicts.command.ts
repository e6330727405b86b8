import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { CommandRunner } from '#libs/event-store/command-runner.js';
import { RecordStandingVerdicts, type RecordStandingVerdictsAnswer } from '../commands.js';
import { eligibilityStream, POLICY_UPCASTERS } from '../domain/events.js';
import { recordStanding, standingDecider } from '../domain/standing.js';

@CommandHandler(RecordStandingVerdicts)
export class RecordStandingVerdictsHandler implements ICommandHandler<RecordStandingVerdicts> {
  constructor(private readonly runner: CommandRunner) {}

  async execute(command: RecordStandingVerdicts): Promise<RecordStandingVerdictsAnswer> {
    const { context, input } = command;
    let changes: RecordStandingVerdictsAnswer['changes'] = [];
    const { revision, position } = await this.runner.run({
      stream: eligibilityStream(input.creditCode),
      context,
      decider: standingDecider,
      upcasters: POLICY_UPCASTERS,
      decide: (state) => {
        const events = recordStanding(input, state);
        changes = events.flatMap((event) => event.data.changes);
        return events;
      },
    });
    return { changes, revision, position };
  }
}
