import type { Actor } from '#libs/kernel/actor.js';

/** Whose token this is. */
export interface Session {
  readonly actor: Actor;
  readonly accountId: string;
  /** True until the holder has replaced a password that the registry made up. */
  readonly passwordChangeRequired?: boolean;
}

/** Finds the session behind a bearer token; DI token of the adapter that the accounts slice provides. */
export abstract class SessionReader {
  /** Undefined for a token that never was, has expired or was ended. */
  abstract find(token: string): Promise<Session | undefined>;
}
