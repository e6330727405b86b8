import { SYSTEM_ACTOR } from '#libs/kernel/actor.js';
import { canonicalJson, sha256Hex } from '#libs/kernel/canonical-json.js';
import type { CommandContext } from '#libs/kernel/command-context.js';
import { uuidV5, uuidV7 } from '#libs/kernel/uuid.js';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** True for the id of a check or a run as an address may name it. */
export function isDemandId(text: string): boolean {
  return UUID.test(text);
}

/** Id of what a command demands: the same command, repeated, demands the same. */
export function demandIdOf(context: CommandContext): string {
  return uuidV5(context.commandId, 'demand');
}

/** The context of a command that a job gives: the registry itself acts. */
export function jobContext(input: unknown): CommandContext {
  const commandId = uuidV7();
  return {
    commandId,
    actor: SYSTEM_ACTOR,
    now: new Date().toISOString(),
    correlationId: commandId,
    source: 'job',
    bodyHash: sha256Hex(canonicalJson(input)),
    idempotent: false,
  };
}
