/** The six account roles of the registry plus `system`, which seeds, sweeps and migrations act as. */
export const ROLES = [
  'officer',
  'statistician',
  'enterprise',
  'system-admin',
  'security-admin',
  'auditor',
] as const;

export type Role = (typeof ROLES)[number];

/**
 * Who does something. `id` is an opaque account id (never a name or a phone number: events keep it
 * for ever). An `enterprise` actor carries the one credit code it may see.
 */
export interface Actor {
  readonly id: string;
  readonly role: Role | 'system';
  readonly creditCode?: string;
}

/** The registry itself: seeding, sweeps, jobs. Cannot sign in. */
export const SYSTEM_ACTOR: Actor = Object.freeze({ id: 'system', role: 'system' });
