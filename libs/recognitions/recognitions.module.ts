import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { FindingListHandler } from './findings/finding-list.query.js';
import { ResolveFindingHandler } from './findings/resolve-finding.command.js';
import { FindingsController } from './http/findings.controller.js';
import { RecognitionKindsController } from './http/recognition-kinds.controller.js';
import { RecognitionsController } from './http/recognitions.controller.js';
import { ContractTotalsHandler } from './reading/contract-totals.query.js';
import { RecognitionByIdHandler } from './reading/recognition-by-id.query.js';
import { RecognitionFormsHandler } from './reading/recognition-forms.query.js';
import { RecognitionListHandler } from './reading/recognition-list.query.js';
import { RecognitionsKnownAtHandler } from './reading/recognitions-known-at.query.js';
import { CorrectRecognitionHandler } from './writing/correct-recognition.command.js';
import { RecognitionCommands } from './writing/recognition-commands.js';
import { RecordRecognitionHandler } from './writing/record-recognition.command.js';
import { RevokeRecognitionHandler } from './writing/revoke-recognition.command.js';
import { WithdrawRecognitionHandler } from './writing/withdraw-recognition.command.js';

/** Records of every kind and the doubts about them. */
@Module({
  imports: [CqrsModule],
  controllers: [RecognitionsController, RecognitionKindsController, FindingsController],
  providers: [
    RecognitionCommands,
    RecordRecognitionHandler,
    CorrectRecognitionHandler,
    RevokeRecognitionHandler,
    WithdrawRecognitionHandler,
    ResolveFindingHandler,
    RecognitionFormsHandler,
    RecognitionListHandler,
    RecognitionByIdHandler,
    RecognitionsKnownAtHandler,
    ContractTotalsHandler,
    FindingListHandler,
  ],
})
export class RecognitionsModule {}
