import { Module } from '@nestjs/common';
import { APP_GUARD, APP_INTERCEPTOR } from '@nestjs/core';
import { CommandAuditInterceptor } from './command-audit.interceptor.js';
import { RegistryAuthGuard } from './registry-auth.guard.js';

/**
 * Closes every route of an application that does not say to whom it is open. Needs a global module
 * that provides `SessionReader` and `CommandAudit` (the accounts slice does).
 */
@Module({
  providers: [
    { provide: APP_GUARD, useClass: RegistryAuthGuard },
    { provide: APP_INTERCEPTOR, useClass: CommandAuditInterceptor },
  ],
})
export class AuthModule {}
