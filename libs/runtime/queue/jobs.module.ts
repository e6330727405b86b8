import { Module } from '@nestjs/common';
import { JobSources } from './job-sources.js';
import { JobsController } from './jobs.controller.js';

/** `GET /jobs` and the registry of job kinds behind it. */
@Module({ controllers: [JobsController], providers: [JobSources], exports: [JobSources] })
export class JobsModule {}
