import { Global, Module } from '@nestjs/common';
import { CommandAudit } from '#libs/runtime/auth/command-audit.js';
import { SessionReader } from '#libs/runtime/auth/session-reader.js';
import { AccountAdmin } from './account-admin.js';
import { AccountsController } from './accounts.controller.js';
import { AuditLog } from './audit/audit-log.js';
import { AuditQuery } from './audit/audit-query.js';
import { AuditController } from './audit/audit.controller.js';
import { CommandTrail } from './audit/command-trail.js';
import { AuthController } from './auth.controller.js';
import { ChangePassword } from './change-password.js';
import { LoginAttempts } from './login-attempts.js';
import { SessionLookup } from './session-lookup.js';
import { Sessions } from './sessions.js';
import { SignIn } from './sign-in.js';

/**
 * Accounts, sign-in and the audit trail. Global, because the guard of `runtime/auth` needs its
 * sessions and its audit trail. Expects `PG_POOL`, TypeORM's `DataSource` and the configuration.
 */
@Global()
@Module({
  controllers: [AuthController, AccountsController, AuditController],
  providers: [
    AccountAdmin,
    AuditLog,
    AuditQuery,
    ChangePassword,
    LoginAttempts,
    Sessions,
    SignIn,
    { provide: SessionReader, useClass: SessionLookup },
    { provide: CommandAudit, useClass: CommandTrail },
  ],
  exports: [SessionReader, CommandAudit],
})
export class AccountsModule {}
