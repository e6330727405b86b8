import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Role } from '#libs/kernel/actor.js';
import type { Account } from './domain/account.js';

/** A row of `accounts.account`. Rows are never deleted: events name their ids for ever. */
@Entity({ schema: 'accounts', name: 'account' })
export class AccountEntity {
  @PrimaryColumn({ type: 'uuid' })
  id: string;

  @Column({ type: 'text' })
  username: string;

  @Column({ type: 'text' })
  role: Role;

  @Column({ type: 'text', name: 'credit_code', nullable: true })
  creditCode: string | null;

  /** Argon2id, PHC string. */
  @Column({ type: 'text', name: 'password_hash' })
  passwordHash: string;

  @Column({ type: 'boolean', name: 'must_change_password' })
  mustChangePassword: boolean;

  @Column({ type: 'timestamptz', name: 'disabled_at', nullable: true })
  disabledAt: Date | null;

  @Column({ type: 'timestamptz', name: 'created_at' })
  createdAt: Date;
}

/** The row as the rules see it. */
export function toAccount(row: AccountEntity): Account {
  return {
    id: row.id,
    username: row.username,
    role: row.role,
    ...(row.creditCode === null ? {} : { creditCode: row.creditCode }),
    disabled: row.disabledAt !== null,
  };
}
