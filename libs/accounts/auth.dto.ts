import { ApiProperty } from '@nestjs/swagger';
import { type Role, ROLES } from '#libs/kernel/actor.js';
import { IsSafeText } from '#libs/runtime/http/validators.js';
import type { AccountEntity } from './account.entity.js';
import { SESSION_SECONDS } from './sessions.js';

/** Longer than any username or password, short enough to hash. */
const MAX = 200;

export class LoginDto {
  @IsSafeText({ max: MAX, description: '用户名', example: 'officer' })
  username: string;

  @IsSafeText({ max: MAX, description: '密码', example: 'demo-2023' })
  password: string;
}

export class ChangePasswordDto {
  @IsSafeText({ max: MAX, description: '当前密码', example: 'demo-2023' })
  currentPassword: string;

  @IsSafeText({
    max: MAX,
    description: '新密码：至少 10 位，不能是常见密码，不能包含用户名',
    example: '猕猴桃-香菇-山茱萸',
  })
  newPassword: string;
}

/** Who is signed in. */
export class UserView {
  @ApiProperty({ example: 'officer' })
  username: string;

  @ApiProperty({ enum: ROLES, example: 'officer' })
  role: Role;

  @ApiProperty({ required: false, description: '企业账号所属企业', example: '91411323MAXX00015T' })
  creditCode?: string;

  @ApiProperty({ description: '为 true 时须先修改初始密码，其他操作会被拒绝', example: false })
  mustChangePassword: boolean;
}

export class SessionView {
  @ApiProperty({ description: '之后的请求以 Authorization: Bearer 发送', example: 'm3Jx…' })
  accessToken: string;

  @ApiProperty({ enum: ['Bearer'] })
  tokenType: 'Bearer';

  @ApiProperty({ description: '有效秒数', example: SESSION_SECONDS })
  expiresIn: number;

  @ApiProperty({ type: UserView })
  user: UserView;
}

export class SignedOutView {
  @ApiProperty({ example: true })
  signedOut: true;
}

export function userView(account: AccountEntity): UserView {
  return {
    username: account.username,
    role: account.role,
    ...(account.creditCode === null ? {} : { creditCode: account.creditCode }),
    mustChangePassword: account.mustChangePassword,
  };
}

export function sessionView(token: string, account: AccountEntity): SessionView {
  return {
    accessToken: token,
    tokenType: 'Bearer',
    expiresIn: SESSION_SECONDS,
    user: userView(account),
  };
}
