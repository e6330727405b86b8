import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { AuditEntryEntity, type AuditOutcome } from './audit-entry.entity.js';

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

/** Writes what is not a command of its own to the audit trail: sign-ins, changes of accounts. */
@Injectable()
export class AuditLog {
  constructor(private readonly dataSource: DataSource) {}

  /** @param manager the transaction that what is audited happens in, so that both or neither stay. */
  async append(entry: NewAuditEntry, manager?: EntityManager): Promise<void> {
    await (manager ?? this.dataSource.manager).insert(AuditEntryEntity, {
      ...entry,
      at: new Date(),
    });
  }
}
