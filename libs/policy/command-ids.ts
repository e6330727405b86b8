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

/** Names in this namespace are of commands that must be the same whoever gives them. */
const NAMESPACE = 'b0f3a9c4-7d21-5e6f-8a4b-2c9d1e0f3a57';

/** Id of a command that several workers may give at once, or one again after a crash. */
export function sameCommandId(...name: readonly string[]): string {
  return uuidV5(NAMESPACE, name.join('/'));
}

/**
 * The context of a command that a job gives: the registry itself acts.
 * @param commandId left out: a command that nobody repeats
 */
export function jobContext(input: unknown, commandId: string = uuidV7()): CommandContext {
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
