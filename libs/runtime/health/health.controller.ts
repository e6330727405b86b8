import { Controller, Get, Header, HttpStatus, Res } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { Public } from '#libs/runtime/auth/roles.decorator.js';
import { ReadinessRegistry, type PartReadiness } from './readiness-registry.js';

export interface HealthAnswer {
  readonly status: 'live' | 'ready' | 'not-ready';
  readonly parts?: readonly PartReadiness[];
}

/** For load balancers and scripts; open to everybody and silent about everything else. */
@ApiTags('运行状态')
@Public()
@Controller('health')
export class HealthController {
  constructor(private readonly readiness: ReadinessRegistry) {}

  @Get('live')
  @Header('Cache-Control', 'no-store')
  @ApiOperation({ summary: '进程是否在运行' })
  @ApiResponse({ status: 200, description: '在运行', schema: { example: { status: 'live' } } })
  live(): HealthAnswer {
    return { status: 'live' };
  }

  @Get('ready')
  @Header('Cache-Control', 'no-store')
  @ApiOperation({ summary: '是否可以提供服务；未就绪时列出各部分' })
  @ApiResponse({
    status: 200,
    description: '就绪',
    schema: { example: { status: 'ready', parts: [{ name: 'database', ready: true }] } },
  })
  @ApiResponse({
    status: 503,
    description: '尚未就绪',
    schema: {
      example: {
        status: 'not-ready',
        parts: [{ name: 'projections', ready: false, detail: '正在追赶' }],
      },
    },
  })
  async ready(@Res({ passthrough: true }) response: Response): Promise<HealthAnswer> {
    const { ready, parts } = await this.readiness.look();
    if (!ready) response.status(HttpStatus.SERVICE_UNAVAILABLE).setHeader('Retry-After', 2);
    return { status: ready ? 'ready' : 'not-ready', parts };
  }
}
