import { UnauthorizedException } from '@nestjs/common';

/** 401 with a stable code; the problem filter writes it as problem+json. */
export function unauthenticated(code: string, detail: string): UnauthorizedException {
  return new UnauthorizedException({ code, detail });
}
