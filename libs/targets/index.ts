export { TargetsModule } from './targets.module.js';
export { tallyProjection } from './tally/tally.projection.js';
