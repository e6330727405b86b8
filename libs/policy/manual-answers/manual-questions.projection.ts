import type { RecordedEvent } from '#libs/event-store/port.js';
import type {
  ProjectionDefinition,
  ProjectionTransaction,
} from '#libs/event-store/projections/projection.js';
import { upcast } from '#libs/event-store/upcasting.js';
import { POLICY_UPCASTERS, type EligibilityChanged } from '../domain/events.js';
import { manualKeyOf } from '../domain/manual-answers/manual-answers.js';

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

interface Verdict {
  readonly credit_code: string;
  readonly award_year: number;
  readonly clause: string;
}

type Open = Verdict & { readonly question: string; readonly label: string };

/** What the last verdict of each clause asks replaces what the one before asked. */
async function apply(tx: ProjectionTransaction, events: readonly RecordedEvent[]): Promise<void> {
  const last = new Map<string, { readonly verdict: Verdict; readonly open: readonly Open[] }>();
  for (const recorded of events) {
    if (recorded.type !== 'eligibility.changed') continue;
    for (const told of toldBy(recorded)) last.set(JSON.stringify(told.verdict), told);
  }
  if (last.size === 0) return;
  const told = [...last.values()];
  await tx.query(
    `DELETE FROM manual_questions_open t
     USING jsonb_to_recordset($1) AS v(credit_code text, award_year int, clause text)
     WHERE t.credit_code = v.credit_code AND t.award_year = v.award_year AND t.clause = v.clause`,
    [JSON.stringify(told.map(({ verdict }) => verdict))],
  );
  await tx.query(
    `INSERT INTO manual_questions_open
     SELECT * FROM jsonb_populate_recordset(null::manual_questions_open, $1)`,
    [JSON.stringify(told.flatMap(({ open }) => open))],
  );
}

function toldBy(recorded: RecordedEvent) {
  const { data } = upcast<EligibilityChanged>(recorded, POLICY_UPCASTERS);
  const of = { credit_code: data.creditCode, award_year: data.awardYear };
  const asked = {
    list: data.list,
    version: data.version,
    asked_at: recorded.recordedAt,
    known_from: String(recorded.position),
  };
  return [
    ...data.changes.map(({ clause, missing }) => ({
      verdict: { ...of, clause },
      open: [...new Map(missing.map(({ fact, label }) => [manualKeyOf(fact), label]))].flatMap(
        ([question, label]) =>
          question === undefined ? [] : [{ ...of, clause, question, label, ...asked }],
      ),
    })),
    ...data.dropped.map((clause) => ({ verdict: { ...of, clause }, open: [] })),
  ];
}
