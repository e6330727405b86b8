import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import {
  ObjectionCommands,
  RaiseObjectionHandler,
  ResolveObjectionHandler,
} from './objection.commands.js';
import { ObjectionListHandler } from './objection-list.query.js';
import { ObjectionsController } from './objections.controller.js';
import { PolicyListsModule } from '../policy-lists.module.js';

/** Enterprises object to answers, officers answer them. */
@Module({
  imports: [CqrsModule, PolicyListsModule],
  controllers: [ObjectionsController],
  providers: [
    ObjectionCommands,
    RaiseObjectionHandler,
    ResolveObjectionHandler,
    ObjectionListHandler,
  ],
})
export class ObjectionsModule {}
