import 'reflect-metadata';
import { BackgroundModule } from '#apps/shared/background.module.js';
import { runProcess } from '#apps/shared/run-process.js';
import { WorkerModule } from './worker.module.js';

await runProcess({
  name: 'worker',
  runMigrations: false,
  module: (platform) => BackgroundModule.on([platform, WorkerModule.on([])]),
});
