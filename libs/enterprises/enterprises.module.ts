import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { EnterprisesController } from './http/enterprises.controller.js';
import { EnterpriseKnownAtHandler } from './reading/enterprise-known-at.query.js';
import { EnterprisesKnownAtHandler } from './reading/enterprises-known-at.query.js';
import { EnterpriseListHandler } from './reading/enterprise-list.query.js';
import {
  EnterpriseOnDaysHandler,
  EnterpriseOnStreamHandler,
} from './reading/enterprise-on-stream.query.js';
import { EnterpriseProfileHandler } from './reading/enterprise-profile.query.js';
import { TimelineController } from './timeline/timeline.controller.js';
import { EnterpriseTimelineHandler } from './timeline/timeline.query.js';
import { DeregisterEnterpriseHandler } from './writing/deregister-enterprise.command.js';
import { EnterpriseCommands } from './writing/enterprise-commands.js';
import { MoveEnterpriseHandler } from './writing/move-enterprise.command.js';
import { RegisterEnterpriseHandler } from './writing/register-enterprise.command.js';
import { RenameEnterpriseHandler } from './writing/rename-enterprise.command.js';

/** Enterprises: registering and changing them, lists, profile, timeline. */
@Module({
  imports: [CqrsModule],
  controllers: [EnterprisesController, TimelineController],
  providers: [
    EnterpriseCommands,
    RegisterEnterpriseHandler,
    RenameEnterpriseHandler,
    MoveEnterpriseHandler,
    DeregisterEnterpriseHandler,
    EnterpriseOnStreamHandler,
    EnterpriseOnDaysHandler,
    EnterpriseKnownAtHandler,
    EnterprisesKnownAtHandler,
    EnterpriseListHandler,
    EnterpriseProfileHandler,
    EnterpriseTimelineHandler,
  ],
})
export class EnterprisesModule {}
