import { Module } from '@nestjs/common';
import { BoardSessionController } from './board/board-session.controller.js';
import { QueueBoard } from './board/queue-board.js';
import { JobSources } from './job-sources.js';
import { JobsController } from './jobs.controller.js';

/** `GET /jobs`, the registry of job kinds behind it, and the page that shows the queues. */
@Module({
  controllers: [JobsController, BoardSessionController],
  providers: [JobSources, QueueBoard],
  exports: [JobSources, QueueBoard],
})
export class JobsModule {}
