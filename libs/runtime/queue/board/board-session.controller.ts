import { Controller, HttpCode, Inject, Post, Req, Res } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiProperty, ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { bearerToken } from '#libs/runtime/auth/authenticated-request.js';
import { Roles } from '#libs/runtime/auth/roles.decorator.js';
import { REGISTRY_CONFIG, type RegistryConfig } from '#libs/runtime/config/registry-config.js';
import { BOARD_COOKIE, BOARD_PATH, BOARD_SECONDS, sealBoardCookie } from './board-cookie.js';

class BoardSessionDto {
  @ApiProperty({ description: '在同一浏览器打开', example: BOARD_PATH })
  path: string;

  @ApiProperty({ format: 'date-time', description: '到此为止，之后须重新请求' })
  expiresAt: string;
}

@ApiTags('任务')
@ApiBearerAuth()
@Roles('system-admin')
@Controller('api/v1/jobs')
export class BoardSessionController {
  constructor(
    @Inject(REGISTRY_CONFIG) private readonly config: Pick<RegistryConfig, 'sessionSecret'>,
  ) {}

  @Post('board-session')
  @HttpCode(200)
  @ApiOperation({
    summary: '允许本浏览器查看任务队列页面（/admin/queues）15 分钟',
    description:
      '设置一个只发往该页面、脚本读不到、他站不能借用的 Cookie。页面只供查看；退出登录即失效。',
  })
  @ApiOkResponse({ type: BoardSessionDto })
  open(@Req() request: Request, @Res({ passthrough: true }) response: Response): BoardSessionDto {
    const now = Date.now();
    const token = bearerToken(request) ?? '';
    response.cookie(BOARD_COOKIE, sealBoardCookie(token, this.config.sessionSecret, now), {
      httpOnly: true,
      sameSite: 'strict',
      secure: request.secure,
      path: BOARD_PATH,
      maxAge: BOARD_SECONDS * 1000,
    });
    const expiresAt = new Date(now + BOARD_SECONDS * 1000).toISOString();
    return { path: BOARD_PATH, expiresAt };
  }
}
