import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { ReadModels } from '#libs/event-store/projections/read-models.js';
import { TargetPlanOf, type TargetPlanAnswer } from './queries.js';
import { planAnswer } from './plan-answer.js';
import { TALLY_PROJECTION } from './tally/tally.projection.js';
import { planKnownAt } from './tally/target-plans.js';

/** Answers the plan; a region without one shows what would count, with no targets. */
@QueryHandler(TargetPlanOf)
export class TargetPlanOfHandler implements IQueryHandler<TargetPlanOf, TargetPlanAnswer> {
  constructor(private readonly readModels: ReadModels) {}

  async execute({ regionCode, year, request }: TargetPlanOf): Promise<TargetPlanAnswer> {
    const at = await this.readModels.resolve([TALLY_PROJECTION], request);
    const plan = await planKnownAt(this.readModels, regionCode, year, at.position);
    return planAnswer(
      { regionCode, year, items: plan?.items ?? [], source: plan?.source ?? null },
      {
        knownAt: at.knownAt,
        position: at.token,
        revision: plan === undefined ? null : Number(plan.revision),
      },
    );
  }
}
