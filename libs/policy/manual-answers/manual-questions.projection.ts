import type { RecordedEvent } from '#libs/event-store/port.js';
import type {
  ProjectionDefinition,
  ProjectionTransaction,
} from '#libs/event-store/projections/projection.js';
import { upcast } from '#libs/event-store/upcasting.js';
import { POLICY_UPCASTERS, type EligibilityChanged } from '../domain/events.js';

export const MANUAL_QUESTIONS_PROJECTION = 'manual_questions';

/**
 * Questions that standing verdicts wait for, for the officers' desk: as of now, not of any prefix.
 * Told by the verdicts themselves, so a question is gone once the enterprise was looked at anew.
 */
const DDL = `
  CREATE TABLE manual_questions_open (
    credit_code text COLLATE "C" NOT NULL,
    award_year int NOT NULL,
    clause text COLLATE "C" NOT NULL,
    question text COLLATE "C" NOT NULL,
    label text NOT NULL,
    list text COLLATE "C" NOT NULL,
    version int NOT NULL,
    asked_at timestamptz NOT NULL,
    known_from bigint NOT NULL,
    PRIMARY KEY (credit_code, award_year, clause, question)
  );
  CREATE INDEX ON manual_questions_open (list, award_year);`;

export const manualQuestionsProjection: ProjectionDefinition = {
  name: MANUAL_QUESTIONS_PROJECTION,
  version: 1,
  filter: { streamPrefixes: ['eligibility-'] },
  tables: ['manual_questions_open'],
  ddl: DDL,
  apply,
};

interface Question {
  readonly question: string;
  readonly label: string;
}

/** What one enterprise waits for in one award year, by clause; an empty list: for nothing any more. */
interface Told {
  readonly credit_code: string;
  readonly award_year: number;
  readonly clauses: Map<string, readonly object[]>;
}

/** What the last verdict of each clause asks replaces what the one before asked. */
async function apply(tx: ProjectionTransaction, events: readonly RecordedEvent[]): Promise<void> {
  const told = new Map<string, Told>();
  for (const recorded of events) {
    if (recorded.type === 'eligibility.changed') tell(told, recorded);
  }
  if (told.size === 0) return;
  const all = [...told.values()];
  await tx.query(
    `DELETE FROM manual_questions_open t
     USING jsonb_to_recordset($1) AS v(credit_code text, award_year int, clauses jsonb)
     WHERE t.credit_code = v.credit_code AND t.award_year = v.award_year AND v.clauses ? t.clause`,
    [JSON.stringify(all.map((each) => ({ ...each, clauses: [...each.clauses.keys()] })))],
  );
  const open = all.flatMap(({ clauses }) => [...clauses.values()].flat());
  if (open.length === 0) return;
  await tx.query(
    `INSERT INTO manual_questions_open
     SELECT * FROM jsonb_populate_recordset(null::manual_questions_open, $1)`,
    [JSON.stringify(open)],
  );
}

function tell(told: Map<string, Told>, recorded: RecordedEvent): void {
  const { data } = upcast<EligibilityChanged>(recorded, POLICY_UPCASTERS);
  const of = { credit_code: data.creditCode, award_year: data.awardYear };
  const key = `${data.creditCode}/${data.awardYear}`;
  const { clauses } = told.get(key) ?? { clauses: new Map<string, readonly object[]>() };
  told.set(key, { ...of, clauses });
  const row = (clause: string, question: Question): object => ({
    ...{ ...of, clause, ...question, list: data.list, version: data.version },
    ...{ asked_at: recorded.recordedAt, known_from: String(recorded.position) },
  });
  for (const { clause, asks = [] } of data.changes) {
    clauses.set(
      clause,
      asks.map((question) => row(clause, question)),
    );
  }
  for (const clause of data.dropped) clauses.set(clause, []);
}
