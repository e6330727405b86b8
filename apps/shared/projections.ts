import { enterprisesProjections } from '#libs/enterprises/index.js';
import type { ProjectionDefinition } from '#libs/event-store/projections/projection.js';
import { eligibilityProjections } from '#libs/policy/index.js';
import { recognitionsProjections } from '#libs/recognitions/index.js';
import { figuresProjection } from '#libs/statistics/index.js';
import { tallyProjection } from '#libs/targets/index.js';

/** The read models of all slices, for whoever runs, watches or rebuilds them. */
export const projections: readonly ProjectionDefinition[] = [
  ...enterprisesProjections,
  ...recognitionsProjections,
  tallyProjection,
  figuresProjection,
  ...eligibilityProjections,
];
