import type { RecordedEvent } from '#libs/event-store/port.js';
import type {
  ProjectionDefinition,
  ProjectionTransaction,
} from '#libs/event-store/projections/projection.js';
import { upcast } from '#libs/event-store/upcasting.js';
import { POLICY_UPCASTERS, type PolicyListEvent } from '../domain/events.js';

export const POLICY_PROJECTION = 'policy';

/** Every draft and every version: a redraft closes the row before it, publication opens a prefix. */
const DDL = `
  CREATE TABLE policy_versions (
    list_id text COLLATE "C" NOT NULL,
    version int NOT NULL,
    title text NOT NULL,
    sample boolean NOT NULL,
    effective_from date NOT NULL,
    effective_to date NOT NULL,
    hash text NOT NULL,
    -- json, not jsonb: shown in the order in which it was written
    document json NOT NULL,
    text text NOT NULL,
    tests text,
    findings jsonb NOT NULL,
    drafted_at timestamptz NOT NULL,
    published_at timestamptz,
    -- known as published from this position on
    published_from bigint,
    known_from bigint NOT NULL,
    known_to bigint,
    PRIMARY KEY (list_id, version, known_from)
  );
  CREATE INDEX ON policy_versions (published_from);`;

export const policyProjection: ProjectionDefinition = {
  name: POLICY_PROJECTION,
  version: 2,
  filter: { streamPrefixes: ['policyList-'] },
  tables: ['policy_versions'],
  ddl: DDL,
  apply: async (tx, events) => {
    for (const event of events) await applyOne(tx, event);
  },
};

/** Lists are few and their events fewer: one statement each keeps the order plain to see. */
async function applyOne(tx: ProjectionTransaction, recorded: RecordedEvent): Promise<void> {
  const { type, data } = upcast<PolicyListEvent>(recorded, POLICY_UPCASTERS);
  const { listId, version } = data;
  const position = String(recorded.position);
  if (type === 'policyList.published') {
    await tx.query(
      `UPDATE policy_versions SET published_from = $3, published_at = $4
       WHERE list_id = $1 AND version = $2 AND known_to IS NULL`,
      [listId, version, position, recorded.recordedAt],
    );
    return;
  }
  await tx.query(
    `UPDATE policy_versions SET known_to = $3
     WHERE list_id = $1 AND version = $2 AND known_to IS NULL`,
    [listId, version, position],
  );
  await tx.query(
    `INSERT INTO policy_versions (list_id, version, title, sample, effective_from, effective_to,
       hash, document, text, tests, findings, drafted_at, known_from)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
    [
      ...[listId, version, data.title, data.sample, data.effective.from, data.effective.to],
      ...[data.hash, JSON.stringify(data.document), data.text, data.tests ?? null],
      ...[JSON.stringify(data.findings), recorded.recordedAt, position],
    ],
  );
}
