import {
  applyDecorators,
  Injectable,
  SetMetadata,
  type CallHandler,
  type ExecutionContext,
  type NestInterceptor,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { ApiConsumes } from '@nestjs/swagger';
import type { Request } from 'express';
import type { Observable } from 'rxjs';
import { bodyType, unsupportedType, YAML_TYPES } from './body.js';

const CONSUMES = 'registry:consumes';
const JSON_ONLY = ['application/json'];

/**
 * Says which bodies a route takes where that is not JSON alone: `@Consumes('application/json',
 * 'application/yaml')` (the handler is given the text of YAML), `@Consumes('multipart/form-data')`.
 */
export function Consumes(...types: readonly string[]): MethodDecorator {
  return applyDecorators(SetMetadata(CONSUMES, types), ApiConsumes(...types));
}

/** Refuses with 415 a body that the reader understands but the route does not take. */
@Injectable()
export class ConsumesInterceptor implements NestInterceptor {
  constructor(private readonly reflector: Reflector) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const request = context.switchToHttp().getRequest<Request>();
    const type = context.getType() === 'http' ? bodyType(request) : undefined;
    const accepted =
      this.reflector.get<string[] | undefined>(CONSUMES, context.getHandler()) ?? JSON_ONLY;
    if (type !== undefined && !accepted.includes(canonical(type)))
      throw unsupportedType(type, accepted);
    return next.handle();
  }
}

function canonical(type: string): string {
  if (YAML_TYPES.includes(type)) return 'application/yaml';
  return type.endsWith('+json') ? 'application/json' : type;
}
