import type { ProjectionDefinition } from '#libs/event-store/projections/projection.js';
import { findingsProjection } from './findings/findings.projection.js';
import { recognitionsProjection } from './reading/recognitions.projection.js';

export { RecognitionsModule } from './recognitions.module.js';

export const recognitionsProjections: readonly ProjectionDefinition[] = [
  recognitionsProjection,
  findingsProjection,
];
