import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

/** A row of `accounts.login_attempt`: one sign-in that has not (yet) succeeded. */
@Entity({ schema: 'accounts', name: 'login_attempt' })
export class LoginAttemptEntity {
  @PrimaryGeneratedColumn('identity', { type: 'bigint' })
  id: string;

  /** Keyed hash of what was typed as the username, which may have been a password by mistake. */
  @Column({ type: 'bytea', name: 'username_hash' })
  usernameHash: Buffer;

  /** See `addressGroup`. */
  @Column({ type: 'text' })
  address: string;

  @Column({ type: 'timestamptz' })
  at: Date;

  /** True once a refusal by the lock that this failure caused has been audited. */
  @Column({ type: 'boolean', default: false })
  blocked: boolean;
}
