import { Inject, Injectable, Logger } from '@nestjs/common';
import type pg from 'pg';
import type { AuditedCommand, CommandAudit } from '#libs/runtime/auth/command-audit.js';
import { Gathered } from '#libs/runtime/database/gathered.js';
import { PG_POOL } from '#libs/runtime/database/pools.js';
import type { NewAuditEntry } from './audit-log.js';

type Row = NewAuditEntry & { readonly at: string };

const INSERT = `insert into accounts.audit
    (at, actor_id, role, action, subject, outcome, status, request_id, address)
  select * from unnest($1::timestamptz[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[],
    $7::smallint[], $8::text[], $9::text[])`;
/** In the order of the statement's parameters. */
const FIELDS = [
  'at',
  'actorId',
  'role',
  'action',
  'subject',
  'outcome',
  'status',
  'requestId',
  'address',
] as const satisfies readonly (keyof Row)[];

/**
 * A row in the audit trail for every command. Commands that end together share a write and the wait
 * for the disk; each is answered when its row is stored.
 */
@Injectable()
export class CommandTrail implements CommandAudit {
  private readonly logger = new Logger('Audit');
  private readonly rows = new Gathered((rows: readonly Row[]) => this.write(rows));

  constructor(@Inject(PG_POOL) private readonly pool: Pick<pg.Pool, 'query'>) {}

  async record(command: AuditedCommand): Promise<void> {
    try {
      await this.rows.add({ ...entryOf(command), at: new Date().toISOString() });
    } catch (error) {
      const { action, actor, status, requestId } = command;
      // The ids are opaque; the message of the database may hold the row and is left out.
      const { code } = error as { code?: string };
      this.logger.error(
        `audit row not stored: ${action} by ${actor.id}, status ${status}, request ${requestId}, cause ${code ?? 'unknown'}`,
      );
    }
  }

  private async write(rows: readonly Row[]): Promise<void[]> {
    const values = FIELDS.map((field) => rows.map((row) => row[field]));
    await this.pool.query({ name: 'accounts_audit', text: INSERT, values });
    return rows.map(() => undefined);
  }
}

function entryOf({
  actor,
  action,
  subject,
  status,
  requestId,
  address,
}: AuditedCommand): NewAuditEntry {
  const outcome = status < 400 ? 'succeeded' : status < 500 ? 'refused' : 'failed';
  return {
    actorId: actor.id,
    role: actor.role,
    action,
    subject,
    outcome,
    status,
    requestId,
    address,
  };
}
