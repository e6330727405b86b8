import { dirname } from 'node:path';
import { createRequire } from 'node:module';
import { createBullBoard } from '@bull-board/api';
import { BullMQAdapter } from '@bull-board/api/bullMQAdapter';
import { ExpressAdapter } from '@bull-board/express';
import { Inject, Injectable, Optional, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { Queue } from 'bullmq';
import type { NextFunction, Request, Response } from 'express';
import { Refusal, RefusalError } from '#libs/kernel/refusal.js';
import { SessionReader } from '#libs/runtime/auth/session-reader.js';
import { unauthenticated } from '#libs/runtime/auth/unauthenticated.js';
import { REGISTRY_CONFIG, type RegistryConfig } from '#libs/runtime/config/registry-config.js';
import { BOARD_PATH, boardCookieIn, openBoardCookie } from './board-cookie.js';

const UI = dirname(createRequire(import.meta.url).resolve('@bull-board/ui/package.json'));

/**
 * Shows what lies in the queues, for system administrators and for looking only: what is to be done
 * is demanded by events, so nothing that matters can be changed there. A browser cannot send a
 * bearer token with a page, so it brings a cookie that `POST /api/v1/jobs/board-session` gave it.
 */
@Injectable()
export class QueueBoard implements OnModuleInit {
  private readonly adapter = new ExpressAdapter();
  private readonly board: ReturnType<typeof createBullBoard>;

  constructor(
    private readonly host: HttpAdapterHost,
    @Inject(REGISTRY_CONFIG) private readonly config: Pick<RegistryConfig, 'sessionSecret'>,
    /** Missing where nobody can sign in: then nobody can look. */
    @Optional() private readonly sessions?: SessionReader,
  ) {
    this.adapter.setBasePath(BOARD_PATH);
    this.board = createBullBoard({
      queues: [],
      serverAdapter: this.adapter,
      options: { uiBasePath: UI, uiConfig: { boardTitle: '创新台账 任务队列' } },
    });
  }

  /** Before the routes, which would answer 404. */
  onModuleInit(): void {
    const server = this.host.httpAdapter as HttpAdapterHost['httpAdapter'] | undefined;
    server?.use(BOARD_PATH, this.guard, this.adapter.getRouter());
  }

  show(queue: Queue): void {
    this.board.addQueue(new BullMQAdapter(queue, { readOnlyMode: true }));
  }

  private readonly guard = (request: Request, response: Response, next: NextFunction): void => {
    response.setHeader('Cache-Control', 'no-store');
    this.admit(request).then(
      () => {
        next();
      },
      (error: unknown) => {
        next(error);
      },
    );
  };

  /** @throws RefusalError 401 without a session, 403 for other roles and for anything but looking */
  private async admit(request: Request): Promise<void> {
    const value = boardCookieIn(request.headers.cookie);
    const token =
      value === undefined
        ? undefined
        : openBoardCookie(value, this.config.sessionSecret, Date.now());
    const session = token === undefined ? undefined : await this.sessions?.find(token);
    if (!session) {
      throw unauthenticated(
        'unauthenticated',
        '请先以系统管理员登录，并发送 POST /api/v1/jobs/board-session，再在同一浏览器打开本页',
      );
    }
    if (session.actor.role !== 'system-admin' || session.passwordChangeRequired === true) {
      throw forbidden('forbidden', '任务队列只供系统管理员查看');
    }
    if (request.method === 'GET' || request.method === 'HEAD') return;
    throw forbidden(
      'board-read-only',
      '此处只供查看；重试失败的任务请用 POST /api/v1/jobs/{id}/retry',
    );
  }
}

function forbidden(code: string, detail: string): RefusalError {
  return new RefusalError(new Refusal('forbidden', code, detail));
}
