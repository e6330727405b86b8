import { awardsProjection } from './awards/awards.projection.js';
import { declarationsProjection } from './declarations/declarations.projection.js';
import { policyProjection } from './lists/policy.projection.js';
import { manualAnswersProjection } from './manual-answers/manual-answers.projection.js';
import { manualQuestionsProjection } from './manual-answers/manual-questions.projection.js';
import { objectionsProjection } from './objections/objections.projection.js';
import { eligibilityProjection } from './standing/eligibility.projection.js';

export { policyMigrations } from './migrations.js';
export { DeclarationsModule } from './declarations/declarations.module.js';
export { PolicyJobsModule } from './jobs/policy-jobs.module.js';
export { PolicyListsModule } from './policy-lists.module.js';
export { PolicyModule } from './policy.module.js';

export const eligibilityProjections = [
  policyProjection,
  declarationsProjection,
  manualAnswersProjection,
  manualQuestionsProjection,
  objectionsProjection,
  eligibilityProjection,
  awardsProjection,
];
