import {
  ENTERPRISE_UPCASTERS,
  type EnterpriseDeregistered,
  type EnterpriseRegistered,
  type EnterpriseRenamed,
} from '#libs/enterprises/domain/events.js';
import type { RecordedEvent } from '#libs/event-store/port.js';
import type { ProjectionTransaction } from '#libs/event-store/projections/projection.js';
import { upcast } from '#libs/event-store/upcasting.js';

type Named = EnterpriseRegistered | EnterpriseRenamed;

/** Names (to show beside a number) and ends of enterprises (the stock leaves them out). */
export async function applyEnterpriseFacts(
  tx: ProjectionTransaction,
  events: readonly RecordedEvent[],
): Promise<void> {
  await insertNames(tx, events);
  await insertDeregistrations(tx, events);
}

async function insertNames(
  tx: ProjectionTransaction,
  events: readonly RecordedEvent[],
): Promise<void> {
  const named = events.filter(
    ({ type }) => type === 'enterprise.registered' || type === 'enterprise.renamed',
  );
  if (named.length === 0) return;
  const data = named.map((event) => upcast<Named>(event, ENTERPRISE_UPCASTERS).data);
  await tx.query(
    `INSERT INTO tally_names (credit_code, effective_on, name, known_from)
     SELECT * FROM unnest($1::text[], $2::date[], $3::text[], $4::bigint[])`,
    [
      data.map((d) => d.creditCode),
      data.map((d) => ('effectiveOn' in d ? d.effectiveOn : null)),
      data.map((d) => d.name),
      named.map((event) => String(event.position)),
    ],
  );
}

async function insertDeregistrations(
  tx: ProjectionTransaction,
  events: readonly RecordedEvent[],
): Promise<void> {
  const ended = events.filter(({ type }) => type === 'enterprise.deregistered');
  if (ended.length === 0) return;
  const data = ended.map(
    (event) => upcast<EnterpriseDeregistered>(event, ENTERPRISE_UPCASTERS).data,
  );
  await tx.query(
    `INSERT INTO tally_deregistrations (credit_code, effective_on, known_from)
     SELECT * FROM unnest($1::text[], $2::date[], $3::bigint[])`,
    [
      data.map((d) => d.creditCode),
      data.map((d) => d.effectiveOn),
      ended.map((event) => String(event.position)),
    ],
  );
}
