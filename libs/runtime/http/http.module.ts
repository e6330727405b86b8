import { Injectable, Module, type BeforeApplicationShutdown } from '@nestjs/common';
import { APP_FILTER, APP_INTERCEPTOR, APP_PIPE } from '@nestjs/core';
import { CommandAnswerInterceptor } from './answer/command-answer.interceptor.js';
import { ProblemFilter } from './problem.filter.js';
import { ConsumesInterceptor } from './request/consumes.js';
import { RequestPipe } from './request/request.pipe.js';

/** Knows when the application has begun to close, so that answers can tell clients to go elsewhere. */
@Injectable()
export class Closing implements BeforeApplicationShutdown {
  begun = false;

  beforeApplicationShutdown(): void {
    this.begun = true;
  }
}

/**
 * Checks of requests, shape of answers and errors, for every controller of the application. Whoever
 * answers commands also needs a global provider of `PositionFormat`. Middleware is added by
 * `configureHttp`.
 */
@Module({
  providers: [
    Closing,
    { provide: APP_FILTER, useClass: ProblemFilter },
    { provide: APP_PIPE, useClass: RequestPipe },
    { provide: APP_INTERCEPTOR, useClass: ConsumesInterceptor },
    { provide: APP_INTERCEPTOR, useClass: CommandAnswerInterceptor },
  ],
  exports: [Closing],
})
export class HttpModule {}
