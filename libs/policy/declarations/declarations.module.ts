import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { PolicyListsModule } from '../policy-lists.module.js';
import {
  ConfirmDeclarationHandler,
  RejectDeclarationHandler,
  WithdrawDeclarationHandler,
} from './decide-declaration.commands.js';
import { DeclarationCommands } from './declaration-commands.js';
import { DeclarationsController } from './declarations.controller.js';
import { DeclaredFigureListHandler } from './declared-figure-list.query.js';
import { DeclaredFiguresController } from './declared-figures.controller.js';
import { SubmitDeclarationHandler } from './submit-declaration.command.js';

/** Figures that enterprises declare and officers confirm. Needs no queue. */
@Module({
  imports: [CqrsModule, PolicyListsModule],
  controllers: [DeclarationsController, DeclaredFiguresController],
  providers: [
    DeclarationCommands,
    SubmitDeclarationHandler,
    ConfirmDeclarationHandler,
    RejectDeclarationHandler,
    WithdrawDeclarationHandler,
    DeclaredFigureListHandler,
  ],
})
export class DeclarationsModule {}
