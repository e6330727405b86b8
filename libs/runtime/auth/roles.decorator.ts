import { type CustomDecorator, SetMetadata } from '@nestjs/common';
import { type Role, ROLES } from '#libs/kernel/actor.js';

/** Who may call a route. A route that carries neither decorator is closed to everybody. */
export type Access = { readonly public: true } | { readonly roles: readonly Role[] };

export const ACCESS = 'registry:access';
export const INITIAL_PASSWORD_SUFFICES = 'registry:initial-password-suffices';

/** Open to these roles. On a method it replaces what the class says. */
export function Roles(...roles: readonly Role[]): CustomDecorator {
  const access: Access = { roles };
  return SetMetadata(ACCESS, access);
}

/** Open to every account that is signed in. */
export function SignedIn(): CustomDecorator {
  return Roles(...ROLES);
}

/** Open to anybody, without a session: sign-in, health, the API page. */
export function Public(): CustomDecorator {
  const access: Access = { public: true };
  return SetMetadata(ACCESS, access);
}

/** Also open while the initial password has still to be changed (changing it, signing out). */
export function InitialPasswordSuffices(): CustomDecorator {
  return SetMetadata(INITIAL_PASSWORD_SUFFICES, true);
}
