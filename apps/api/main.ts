import 'reflect-metadata';
import { projections } from '#apps/shared/projections.js';
import { runProcess } from '#apps/shared/run-process.js';
import { ProjectionsModule } from '#libs/event-store/projections/projections.module.js';
import { ApiModule } from './api.module.js';

// Brings the schema up to date; the projector and the workers wait for it.
await runProcess({
  name: 'api',
  runMigrations: true,
  module: (platform) =>
    ApiModule.on([platform, ProjectionsModule.forRoot({ definitions: projections, run: false })]),
});
