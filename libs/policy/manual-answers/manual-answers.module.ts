import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { GiveManualAnswerHandler, WithdrawManualAnswerHandler } from './manual-answer.commands.js';
import { ManualAnswerListHandler, OpenQuestionListHandler } from './manual-answer-list.query.js';
import { ManualAnswersController } from './manual-answers.controller.js';
import { PolicyListsModule } from '../policy-lists.module.js';

/** What only a person can say, said by officers. */
@Module({
  imports: [CqrsModule, PolicyListsModule],
  controllers: [ManualAnswersController],
  providers: [
    GiveManualAnswerHandler,
    WithdrawManualAnswerHandler,
    ManualAnswerListHandler,
    OpenQuestionListHandler,
  ],
})
export class ManualAnswersModule {}
