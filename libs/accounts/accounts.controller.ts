import { Body, Controller, Get, HttpCode, Param, Patch, Post, Query, Req } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiConflictResponse,
  ApiCreatedResponse,
  ApiForbiddenResponse,
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
  ApiUnprocessableEntityResponse,
} from '@nestjs/swagger';
import type { Request } from 'express';
import type { Actor } from '#libs/kernel/actor.js';
import { CurrentActor } from '#libs/runtime/auth/current-actor.decorator.js';
import { ROLE_LABELS } from '#libs/runtime/auth/role-labels.js';
import { Roles } from '#libs/runtime/auth/roles.decorator.js';
import { CsvList } from '#libs/runtime/http/csv.js';
import type { PageOf } from '#libs/runtime/http/command-answer.js';
import { AccountAdmin } from './account-admin.js';
import {
  AccountsPage,
  AccountsQuery,
  AccountView,
  accountView,
  administeredView,
  ChangeAccountDto,
  CreateAccountDto,
} from './accounts.dto.js';
import { traceOf } from './auth.controller.js';

@ApiTags('账号')
@ApiBearerAuth()
@ApiForbiddenResponse({ description: '只有安全管理员可以管理账号' })
@Controller('api/v1/accounts')
@Roles('security-admin')
export class AccountsController {
  constructor(private readonly admin: AccountAdmin) {}

  @Get()
  @ApiOperation({ summary: '账号列表' })
  @ApiOkResponse({ type: AccountsPage })
  @CsvList<AccountView>('账号', [
    { key: 'username', header: '用户名' },
    { key: 'role', header: '角色', value: (row) => ROLE_LABELS[row.role] },
    { key: 'creditCode', header: '统一社会信用代码' },
    { key: 'disabled', header: '停用' },
    { key: 'createdAt', header: '创建时间' },
    { key: 'id', header: '账号编号' },
  ])
  async list(@Query() query: AccountsQuery): Promise<PageOf<AccountView>> {
    const { q, role, page, pageSize } = query;
    const { items, total } = await this.admin.list({ q, role, page, pageSize });
    return { items: items.map(accountView), total, page, pageSize };
  }

  @Post()
  @HttpCode(201)
  @ApiOperation({ summary: '新建账号', description: '一个账号只有一个角色（三员分立）。' })
  @ApiCreatedResponse({ type: AccountView })
  @ApiConflictResponse({ description: '用户名已被使用（username-taken）' })
  @ApiUnprocessableEntityResponse({ description: '内容不符合要求，逐项说明' })
  async create(
    @CurrentActor() actor: Actor,
    @Body() body: CreateAccountDto,
    @Req() request: Request,
  ): Promise<AccountView> {
    return administeredView(await this.admin.create(body, { actor, ...traceOf(request) }));
  }

  @Patch(':username')
  @ApiOperation({
    summary: '修改账号',
    description: '改换角色、停用或启用、重置密码；此账号的所有会话随即失效。',
  })
  @ApiOkResponse({ type: AccountView })
  @ApiNotFoundResponse({ description: '没有这个账号（account-not-found）' })
  @ApiConflictResponse({
    description: '修改自己的账号（own-account）；最后一个安全管理员（last-security-admin）',
  })
  @ApiUnprocessableEntityResponse({ description: '内容不符合要求，逐项说明' })
  async change(
    @CurrentActor() actor: Actor,
    @Param('username') username: string,
    @Body() body: ChangeAccountDto,
    @Req() request: Request,
  ): Promise<AccountView> {
    const by = { actor, ...traceOf(request) };
    return administeredView(await this.admin.change(username, body, by));
  }
}
