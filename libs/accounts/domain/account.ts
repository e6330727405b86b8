import type { Role } from '#libs/kernel/actor.js';

/** An account as the rules see it: one person's office, one role. */
export interface Account {
  /** UUID; the actor id in events and in the audit trail. */
  readonly id: string;
  readonly username: string;
  readonly role: Role;
  /** Set for the role `enterprise` and for no other. */
  readonly creditCode?: string;
  readonly disabled: boolean;
}

/** What a security administrator asks for; every field as it came in. */
export interface AccountInput {
  readonly username?: unknown;
  readonly role?: unknown;
  readonly creditCode?: unknown;
  readonly password?: unknown;
}

export interface AccountChange {
  readonly role?: unknown;
  readonly creditCode?: unknown;
  readonly disabled?: unknown;
  /** A new password. */
  readonly password?: unknown;
  /** True: the registry makes up a new password. */
  readonly resetPassword?: unknown;
}
