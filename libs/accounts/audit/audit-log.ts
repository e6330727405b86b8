import { Injectable, Logger } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { AuditedCommand, CommandAudit } from '#libs/runtime/auth/command-audit.js';
import { AuditEntryEntity, type AuditOutcome } from './audit-entry.entity.js';
import { GatheredWrites } from './gathered-writes.js';

/** Where a request came from. */
export interface RequestTrace {
  readonly requestId: string;
  readonly address: string;
}

export interface NewAuditEntry extends RequestTrace {
  readonly actorId: string | null;
  readonly role: string | null;
  readonly action: string;
  readonly subject: string;
  readonly outcome: AuditOutcome;
  readonly status: number | null;
}

/** Writes the audit trail. */
@Injectable()
export class AuditLog implements CommandAudit {
  private readonly logger = new Logger('Audit');
  /** Commands that end at the same time share a write, and the wait for the disk. */
  private readonly rows = new GatheredWrites<NewAuditEntry & { readonly at: Date }>(
    async (rows) => {
      await this.dataSource.manager.insert(AuditEntryEntity, [...rows]);
    },
  );

  constructor(private readonly dataSource: DataSource) {}

  async record(command: AuditedCommand): Promise<void> {
    const { actor, action, subject, status, requestId, address } = command;
    const outcome = status < 400 ? 'succeeded' : status < 500 ? 'refused' : 'failed';
    const [actorId, role] = [actor.id, actor.role];
    try {
      const entry = {
        actorId,
        role,
        action,
        subject,
        outcome,
        status,
        requestId,
        address,
      } as const;
      await this.rows.add({ ...entry, at: new Date() });
    } catch (error) {
      // The ids are opaque; the message of the database may hold the row and is left out.
      const { code } = error as { code?: string };
      this.logger.error(
        `audit row not stored: ${action} by ${actorId}, status ${status}, request ${requestId}, cause ${code ?? 'unknown'}`,
      );
    }
  }

  /** @param manager the transaction that what is audited happens in, so that both or neither stay. */
  async append(entry: NewAuditEntry, manager?: EntityManager): Promise<void> {
    await (manager ?? this.dataSource.manager).insert(AuditEntryEntity, {
      ...entry,
      at: new Date(),
    });
  }
}
