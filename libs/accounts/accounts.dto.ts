import { ApiProperty } from '@nestjs/swagger';
import { Allow, IsIn, IsOptional } from 'class-validator';
import { type Role, ROLES } from '#libs/kernel/actor.js';
import { ROLE_LABELS } from '#libs/runtime/auth/role-labels.js';
import { PagedQuery } from '#libs/runtime/http/query.dto.js';
import { coded } from '#libs/runtime/http/request/coded-message.js';
import { IsSafeText } from '#libs/runtime/http/validators.js';
import type { AdministeredAccount } from './account-admin.js';
import type { AccountEntity } from './account.entity.js';

const ROLE_DOC = ROLES.map((role) => `${role} ${ROLE_LABELS[role]}`).join('；');

/** The rules are in `domain/account-rules`: the command line goes by the same. */
export class CreateAccountDto {
  @Allow()
  @ApiProperty({ type: String, example: 'clerk-2', description: '2–32 位小写字母、数字、. _ -' })
  username: unknown;

  @Allow()
  @ApiProperty({ enum: ROLES, example: 'officer', description: ROLE_DOC })
  role: unknown;

  @Allow()
  @ApiProperty({ type: String, required: false, description: '仅企业账号' })
  creditCode?: unknown;

  @Allow()
  @ApiProperty({
    type: String,
    required: false,
    description: '至少 10 位；不填则由系统生成，只在应答中出现一次，首次登录须修改',
  })
  password?: unknown;
}

export class ChangeAccountDto {
  @Allow()
  @ApiProperty({ enum: ROLES, required: false, description: ROLE_DOC })
  role?: unknown;

  @Allow()
  @ApiProperty({ type: String, required: false, description: '仅企业账号' })
  creditCode?: unknown;

  @Allow()
  @ApiProperty({ type: Boolean, required: false, description: 'true 停用，false 启用' })
  disabled?: unknown;

  @Allow()
  @ApiProperty({ type: String, required: false, description: '新密码，至少 10 位' })
  password?: unknown;

  @Allow()
  @ApiProperty({
    type: Boolean,
    required: false,
    description: 'true：由系统生成新密码，只在应答中出现一次，下次登录须修改',
  })
  resetPassword?: unknown;
}

export class AccountsQuery extends PagedQuery {
  @IsSafeText({ max: 50, optional: true, description: '用户名的一部分' })
  q?: string;

  @IsOptional()
  @IsIn(ROLES, { message: coded('role', `角色须为以下之一：${ROLES.join('、')}`) })
  @ApiProperty({ enum: ROLES, required: false, description: '角色' })
  role?: Role;
}

export class AccountView {
  @ApiProperty({ description: '账号编号，台账事件和审计记录以此指明操作人', format: 'uuid' })
  id: string;

  @ApiProperty({ example: 'clerk-2' })
  username: string;

  @ApiProperty({ enum: ROLES, example: 'officer' })
  role: Role;

  @ApiProperty({ required: false, example: '91411323MAXX00015T' })
  creditCode?: string;

  @ApiProperty({ example: false })
  disabled: boolean;

  @ApiProperty({ description: '须先修改初始密码', example: true })
  mustChangePassword: boolean;

  @ApiProperty({ format: 'date-time', example: '2023-06-15T01:30:00.000Z' })
  createdAt: string;

  @ApiProperty({
    required: false,
    description: '系统生成的密码，只出现这一次',
    example: 'k3j9x-7mq2p-vw8rt-6nz4h',
  })
  initialPassword?: string;
}

export class AccountsPage {
  @ApiProperty({ type: [AccountView] })
  items: AccountView[];

  @ApiProperty({ example: 6 })
  total: number;

  @ApiProperty({ example: 1 })
  page: number;

  @ApiProperty({ example: 50 })
  pageSize: number;
}

export function accountView(account: AccountEntity): AccountView {
  return {
    id: account.id,
    username: account.username,
    role: account.role,
    ...(account.creditCode === null ? {} : { creditCode: account.creditCode }),
    disabled: account.disabledAt !== null,
    mustChangePassword: account.mustChangePassword,
    createdAt: account.createdAt.toISOString(),
  };
}

export function administeredView({ account, initialPassword }: AdministeredAccount): AccountView {
  return {
    ...accountView(account),
    ...(initialPassword === undefined ? {} : { initialPassword }),
  };
}
