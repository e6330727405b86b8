import {
  Body,
  Controller,
  Get,
  HttpCode,
  HttpException,
  NotFoundException,
  Post,
  Req,
} from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
  ApiTooManyRequestsResponse,
  ApiUnauthorizedResponse,
  ApiUnprocessableEntityResponse,
} from '@nestjs/swagger';
import type { Request } from 'express';
import { DataSource } from 'typeorm';
import type { Actor } from '#libs/kernel/actor.js';
import { addressOf, bearerToken } from '#libs/runtime/auth/authenticated-request.js';
import { CurrentActor } from '#libs/runtime/auth/current-actor.decorator.js';
import { InitialPasswordSuffices, Public, SignedIn } from '#libs/runtime/auth/roles.decorator.js';
import { unauthenticated } from '#libs/runtime/auth/unauthenticated.js';
import { requestIdOf } from '#libs/runtime/http/request/request-id.js';
import { AccountEntity } from './account.entity.js';
import type { RequestTrace } from './audit/audit-log.js';
import {
  ChangePasswordDto,
  LoginDto,
  SessionView,
  sessionView,
  SignedOutView,
  UserView,
  userView,
} from './auth.dto.js';
import { ChangePassword } from './change-password.js';
import { Sessions } from './sessions.js';
import { SignIn } from './sign-in.js';

@ApiTags('登录')
@Controller('api/v1/auth')
@SignedIn()
@InitialPasswordSuffices()
export class AuthController {
  constructor(
    private readonly dataSource: DataSource,
    private readonly signIn: SignIn,
    private readonly changePassword: ChangePassword,
    private readonly sessions: Sessions,
  ) {}

  @Post('login')
  @Public()
  @HttpCode(200)
  @ApiOperation({
    summary: '登录',
    description: '同一账号在同一地址连续 5 次密码不正确，锁定 15 分钟。',
  })
  @ApiOkResponse({ type: SessionView })
  @ApiUnauthorizedResponse({ description: '用户名或密码不正确（wrong-credentials）' })
  @ApiTooManyRequestsResponse({ description: '尝试过多（too-many-attempts），见 Retry-After' })
  async login(@Body() body: LoginDto, @Req() request: Request): Promise<SessionView> {
    const result = await this.signIn.signIn(body, traceOf(request));
    switch (result.outcome) {
      case 'signed-in':
        return sessionView(result.token, result.account);
      case 'wrong':
        throw unauthenticated('wrong-credentials', '用户名或密码不正确');
      case 'disabled':
        throw unauthenticated('account-disabled', '此账号已停用，请联系安全管理员');
      case 'locked':
        throw locked(result.retryAfterSeconds);
    }
  }

  @Post('logout')
  @HttpCode(200)
  @ApiBearerAuth()
  @ApiOperation({ summary: '退出登录', description: '令牌随即失效。' })
  @ApiOkResponse({ type: SignedOutView })
  async logout(@Req() request: Request): Promise<SignedOutView> {
    await this.sessions.end(bearerToken(request) ?? '');
    return { signedOut: true };
  }

  @Get('me')
  @ApiBearerAuth()
  @ApiOperation({ summary: '当前账号' })
  @ApiOkResponse({ type: UserView })
  async me(@CurrentActor() actor: Actor): Promise<UserView> {
    const account = await this.dataSource.manager.findOneBy(AccountEntity, { id: actor.id });
    if (!account) throw new NotFoundException();
    return userView(account);
  }

  @Post('password')
  @HttpCode(200)
  @ApiBearerAuth()
  @ApiOperation({
    summary: '修改自己的密码',
    description: '此账号的所有会话随即失效，应答中给出新的令牌。',
  })
  @ApiOkResponse({ type: SessionView })
  @ApiUnprocessableEntityResponse({ description: '当前密码不正确，或新密码不合要求' })
  async password(
    @CurrentActor() actor: Actor,
    @Body() body: ChangePasswordDto,
    @Req() request: Request,
  ): Promise<SessionView> {
    const { token, account } = await this.changePassword.change(actor.id, body, traceOf(request));
    return sessionView(token, account);
  }
}

/** Where a request came from, for the audit trail. */
export function traceOf(request: Request): RequestTrace {
  return { requestId: requestIdOf(request) ?? '', address: addressOf(request) };
}

function locked(seconds: number): HttpException {
  const minutes = Math.ceil(seconds / 60);
  const detail = `密码多次不正确，为保护账号，请${minutes}分钟后再试；在其他地址登录不受影响`;
  return new HttpException({ code: 'too-many-attempts', detail, retryAfter: seconds }, 429);
}
