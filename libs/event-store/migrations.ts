import { ContinueStreams1764000000005 } from './postgres/migrations/1764000000005-continue-streams.js';
import { CreateAppend1764000000001 } from './postgres/migrations/1764000000001-create-append.js';
import { AnswerRecordTime1764000000004 } from './postgres/migrations/1764000000004-answer-record-time.js';
import { CreateCommandLog1764000000002 } from './postgres/migrations/1764000000002-create-command-log.js';
import { CreateLedger1764000000000 } from './postgres/migrations/1764000000000-create-ledger.js';
import { CreateProjections1764000000003 } from './postgres/migrations/1764000000003-create-projections.js';
import { GrantAgain1764000000007 } from './postgres/migrations/1764000000007-grant-again.js';
import { Grants1764000000006 } from './postgres/migrations/1764000000006-grants.js';
import { ReadStreams1764000000008 } from './postgres/migrations/1764000000008-read-streams.js';
import { SealSegments1764000000008 } from './seal/migrations/1764000000008-seal-segments.js';
import { CreateSeals1764000000005 } from './seal/migrations/1764000000005-create-seals.js';

/** TypeORM migrations of the event store, the command log, projections and seals, for the host's list. */
export const eventStoreMigrations = [
  CreateLedger1764000000000,
  CreateAppend1764000000001,
  CreateCommandLog1764000000002,
  CreateProjections1764000000003,
  AnswerRecordTime1764000000004,
  ContinueStreams1764000000005,
  CreateSeals1764000000005,
  Grants1764000000006,
  GrantAgain1764000000007,
  SealSegments1764000000008,
  ReadStreams1764000000008,
];
