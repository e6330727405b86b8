import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

/**
 * How it ended: done · the registry said no (4xx) · something broke (5xx) · sign-in closed after
 * too many wrong passwords.
 */
export const AUDIT_OUTCOMES = ['succeeded', 'refused', 'failed', 'locked'] as const;
export type AuditOutcome = (typeof AUDIT_OUTCOMES)[number];

/** A row of `accounts.audit`. The database refuses to change or delete one. */
@Entity({ schema: 'accounts', name: 'audit' })
export class AuditEntryEntity {
  @PrimaryGeneratedColumn('identity', { type: 'bigint' })
  id: string;

  @Column({ type: 'timestamptz' })
  at: Date;

  /** Account id; `system` for command-line tools; null for a sign-in with an unknown name. */
  @Column({ type: 'text', name: 'actor_id', nullable: true })
  actorId: string | null;

  @Column({ type: 'text', nullable: true })
  role: string | null;

  /** Method and route pattern of a command, or `sign-in`, `account.created`, … */
  @Column({ type: 'text' })
  action: string;

  /** Ids only. */
  @Column({ type: 'text' })
  subject: string;

  @Column({ type: 'text' })
  outcome: AuditOutcome;

  /** HTTP status; null where there was no request. */
  @Column({ type: 'smallint', nullable: true })
  status: number | null;

  @Column({ type: 'text', name: 'request_id' })
  requestId: string;

  @Column({ type: 'text' })
  address: string;
}
