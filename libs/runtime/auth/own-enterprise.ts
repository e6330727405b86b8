import type { Actor } from '#libs/kernel/actor.js';
import { Refusal, RefusalError } from '#libs/kernel/refusal.js';

/**
 * An enterprise account sees its own record only; everybody else passes.
 * @throws RefusalError 403 `not-your-enterprise`
 */
export function requireOwn(actor: Actor, creditCode: string | undefined): void {
  const visible = visibleCreditCode(actor);
  if (visible === undefined || (visible !== '' && visible === creditCode)) return;
  throw new RefusalError(
    new Refusal('forbidden', 'not-your-enterprise', '企业账号只能查看本企业的台账'),
  );
}

/**
 * The one credit code this actor may see, to narrow lists with; undefined when it may see all. An
 * enterprise account without a code (there should be none) sees nothing: the empty code fits no one.
 */
export function visibleCreditCode(actor: Actor): string | undefined {
  return actor.role === 'enterprise' ? (actor.creditCode ?? '') : undefined;
}
