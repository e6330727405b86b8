import { Controller, Get, Optional, Param, Req, Res } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiProduces,
  ApiTags,
} from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { bearerToken } from '#libs/runtime/auth/authenticated-request.js';
import { Roles } from '#libs/runtime/auth/roles.decorator.js';
import { SessionReader } from '#libs/runtime/auth/session-reader.js';
import { noLongerForeground } from '#libs/runtime/http/foreground.js';
import type { RunAnswer } from '../queries.js';
import { RunStreams } from './run-streams.js';

/** Between two signs of life, ms: shorter than what proxies take for a dead connection. */
const HEARTBEAT = 15_000;
/** A client that does not read is let go of, bytes. */
const MOST_UNREAD = 1_000_000;

@ApiTags('政策匹配')
@ApiBearerAuth()
@Roles('officer', 'statistician')
@Controller('api/v1/eligibility-runs')
export class RunEventsController {
  constructor(
    private readonly streams: RunStreams,
    /** Missing where nobody can sign in. */
    @Optional() private readonly sessions?: SessionReader,
  ) {}

  @Get(':id/events')
  @ApiOperation({
    summary: '一次全县匹配的进度流（server-sent events）',
    description:
      '先发送当前状态，此后每有进展发送一次 `progress`；结束时发送 `end` 并关闭。' +
      '每 15 秒一次心跳；登录失效即关闭。同时打开的流有上限，超出为 503。',
  })
  @ApiParam({ name: 'id', format: 'uuid' })
  @ApiProduces('text/event-stream')
  @ApiOkResponse({ schema: { type: 'string', example: 'event: progress\ndata: {"done":150}\n\n' } })
  async events(
    @Param('id') id: string,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const stream = new EventStream(response);
    // What is refused is refused before the stream begins, as any other question.
    const leave = await this.streams.watch(id, {
      told: (run) => {
        stream.send('progress', run);
      },
      ended: () => {
        stream.end();
      },
    });
    stream.onClose(leave);
    noLongerForeground(response);
    const heartbeat = setInterval(() => void this.beat(stream, request), HEARTBEAT);
    stream.onClose(() => {
      clearInterval(heartbeat);
    });
  }

  /** Whoever has signed out, or may no longer see it, sees no more. */
  private async beat(stream: EventStream, request: Request): Promise<void> {
    stream.beat();
    const token = bearerToken(request);
    const session = token === undefined ? undefined : await this.find(token);
    if (session === undefined) stream.end();
  }

  /** An outage is no sign-out. */
  private async find(token: string): Promise<unknown> {
    try {
      return await this.sessions?.find(token);
    } catch {
      return 'unknown';
    }
  }
}

/** Server-sent events on one response. */
class EventStream {
  private last: RunAnswer | undefined;
  private readonly closing: (() => void)[] = [];
  private closed = false;

  constructor(private readonly response: Response) {
    response.once('close', () => {
      this.closed = true;
      for (const step of this.closing) step();
    });
  }

  send(event: 'progress' | 'end', run: RunAnswer): void {
    this.last = run;
    if (!this.response.headersSent) this.begin();
    this.write(`event: ${event}\ndata: ${JSON.stringify(run)}\n\n`);
  }

  /** A comment, which clients leave out. */
  beat(): void {
    this.write(': \n\n');
  }

  end(): void {
    if (this.closed || this.response.writableEnded) return;
    if (this.last) this.send('end', this.last);
    this.response.end();
  }

  onClose(step: () => void): void {
    if (this.closed) step();
    else this.closing.push(step);
  }

  private begin(): void {
    this.response.status(200);
    this.response.setHeader('Content-Type', 'text/event-stream; charset=utf-8');
    // Proxies that gather answers would make one of it.
    this.response.setHeader('X-Accel-Buffering', 'no');
    this.response.flushHeaders();
  }

  private write(text: string): void {
    if (this.closed || this.response.writableEnded) return;
    if (this.response.writableLength > MOST_UNREAD) this.response.destroy();
    else this.response.write(text);
  }
}
