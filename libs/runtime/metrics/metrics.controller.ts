import { Controller, Get, Optional, Req, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { isLoopback } from '#libs/runtime/config/hosts.js';
import { Refusal, RefusalError } from '#libs/kernel/refusal.js';
import {
  bearerToken,
  type AuthenticatedRequest,
} from '#libs/runtime/auth/authenticated-request.js';
import { Public } from '#libs/runtime/auth/roles.decorator.js';
import { SessionReader } from '#libs/runtime/auth/session-reader.js';
import { unauthenticated } from '#libs/runtime/auth/unauthenticated.js';
import { MetricsRegistry } from './metrics-registry.js';

/**
 * `GET /metrics` for Prometheus: open to this machine itself, where the collector usually runs, and
 * to a signed-in system administrator from elsewhere.
 */
@ApiTags('运行状态')
@Public()
@Controller('metrics')
export class MetricsController {
  constructor(
    private readonly metrics: MetricsRegistry,
    @Optional() private readonly sessions?: SessionReader,
  ) {}

  @Get()
  @ApiOperation({ summary: 'Prometheus 指标；本机可直接读取，其他地址需系统管理员登录' })
  @ApiProduces('text/plain')
  @ApiOkResponse({ description: 'Prometheus 文本格式', schema: { type: 'string' } })
  async read(@Req() request: AuthenticatedRequest, @Res() response: Response): Promise<void> {
    if (!isFromThisMachine(request)) await this.requireAdmin(request);
    const text = await this.metrics.registry.metrics();
    // Express would add a charset to a type it knows, and prom-client's carries the version.
    response.setHeader('Content-Type', this.metrics.registry.contentType);
    response.setHeader('Cache-Control', 'no-store');
    response.end(text);
  }

  private async requireAdmin(request: AuthenticatedRequest): Promise<void> {
    const token = bearerToken(request);
    const session = token === undefined ? undefined : await this.sessions?.find(token);
    if (!session) throw unauthenticated('unauthenticated', '从其他机器读取指标需要系统管理员登录');
    if (session.actor.role !== 'system-admin') {
      throw new RefusalError(new Refusal('forbidden', 'forbidden', '指标只对系统管理员开放'));
    }
  }
}

/** A reverse proxy on this machine makes everybody look local; it says for whom it asks. */
function isFromThisMachine(request: AuthenticatedRequest): boolean {
  const forwarded = request.headers['x-forwarded-for'] ?? request.headers['forwarded'];
  const address = request.socket.remoteAddress?.replace(/^::ffff:/i, '') ?? '';
  return forwarded === undefined && isLoopback(address);
}
