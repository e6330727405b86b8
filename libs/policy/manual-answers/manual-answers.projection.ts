import type { RecordedEvent } from '#libs/event-store/port.js';
import type {
  ProjectionDefinition,
  ProjectionTransaction,
} from '#libs/event-store/projections/projection.js';
import { upcast } from '#libs/event-store/upcasting.js';
import { POLICY_UPCASTERS } from '../domain/events.js';
import {
  MANUAL_ANSWER_STREAM_PREFIX,
  type ManualAnswerEvent,
} from '../domain/manual-answers/events.js';

export const MANUAL_ANSWERS_PROJECTION = 'manual_answers';

/** Officers' answers over time; `award_year` 0 stands for every year. */
const DDL = `
  CREATE TABLE manual_answers_given (
    credit_code text COLLATE "C" NOT NULL,
    list text COLLATE "C" NOT NULL,
    question text COLLATE "C" NOT NULL,
    award_year int NOT NULL,
    -- null: withdrawn
    answer jsonb,
    -- of the answer, or why it was withdrawn
    basis text NOT NULL,
    source jsonb,
    changed_at timestamptz NOT NULL,
    changed_by text NOT NULL,
    event_id uuid NOT NULL,
    known_from bigint NOT NULL,
    known_to bigint,
    PRIMARY KEY (credit_code, list, question, award_year, known_from)
  );`;

export const manualAnswersProjection: ProjectionDefinition = {
  name: MANUAL_ANSWERS_PROJECTION,
  version: 1,
  filter: { streamPrefixes: [MANUAL_ANSWER_STREAM_PREFIX] },
  tables: ['manual_answers_given'],
  ddl: DDL,
  apply,
};

/** Adds what was said, and ends what stood before. */
async function apply(tx: ProjectionTransaction, events: readonly RecordedEvent[]): Promise<void> {
  const rows = events.filter(({ type }) => type.startsWith('manualAnswer.')).map(rowOf);
  if (rows.length === 0) return;
  await tx.query(
    `INSERT INTO manual_answers_given
     SELECT * FROM jsonb_populate_recordset(null::manual_answers_given, $1)`,
    [JSON.stringify(rows)],
  );
  await tx.query(
    `UPDATE manual_answers_given t SET known_to = n.next
     FROM (SELECT credit_code, list, question, award_year, known_from, lead(known_from) OVER (
             PARTITION BY credit_code, list, question, award_year ORDER BY known_from) AS next
           FROM manual_answers_given WHERE known_to IS NULL AND credit_code = ANY($1)) n
     WHERE n.next IS NOT NULL AND t.credit_code = n.credit_code AND t.list = n.list
       AND t.question = n.question AND t.award_year = n.award_year AND t.known_from = n.known_from`,
    [[...new Set(rows.map((row) => row.credit_code))]],
  );
}

function rowOf(recorded: RecordedEvent) {
  const { data } = upcast<ManualAnswerEvent>(recorded, POLICY_UPCASTERS);
  const given = 'answer' in data;
  return {
    credit_code: data.creditCode,
    list: data.list,
    question: data.question,
    award_year: data.awardYear ?? 0,
    answer: given ? data.answer : null,
    basis: given ? data.basis : data.reason,
    source: given ? (data.source ?? null) : null,
    changed_at: recorded.recordedAt,
    changed_by: recorded.metadata['actor'] ?? '',
    event_id: recorded.id,
    known_from: String(recorded.position),
    known_to: null,
  };
}
