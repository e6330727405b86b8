import 'reflect-metadata';
import { BackgroundModule } from '#apps/shared/background.module.js';
import { runProcess } from '#apps/shared/run-process.js';
import { ProjectorModule } from './projector.module.js';

await runProcess({
  name: 'projector',
  runMigrations: false,
  module: (platform) => BackgroundModule.on([platform, ProjectorModule.on([])]),
});
