import type { ProjectionDefinition } from '#libs/event-store/projections/projection.js';
import { enterprisesProjection } from './reading/enterprises.projection.js';
import { timelineProjection } from './timeline/timeline.projection.js';

export { EnterprisesModule } from './enterprises.module.js';

export const enterprisesProjections: readonly ProjectionDefinition[] = [
  enterprisesProjection,
  timelineProjection,
];
