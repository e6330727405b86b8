import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import {
  ObjectionCommands,
  RaiseObjectionHandler,
  ResolveObjectionHandler,
} from './objection.commands.js';
import { ObjectionListHandler } from './objection-list.query.js';
import { ObjectionsController } from './objections.controller.js';

/** Enterprises object to answers, officers answer them. */
@Module({
  imports: [CqrsModule],
  controllers: [ObjectionsController],
  providers: [
    ObjectionCommands,
    RaiseObjectionHandler,
    ResolveObjectionHandler,
    ObjectionListHandler,
  ],
})
export class ObjectionsModule {}
