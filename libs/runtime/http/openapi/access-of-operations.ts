import type { INestApplication } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import { ACCESS, type Access } from '#libs/runtime/auth/roles.decorator.js';

/** Id of an operation in the API description; unique, because controllers' names are. */
export function operationIdOf(controller: string, method: string): string {
  return `${controller.replace(/Controller$/, '')}_${method}`;
}

/** Who may call which operation, read from the decorators that the guard reads. */
export function accessOfOperations(app: INestApplication): Map<string, Access> {
  const found = new Map<string, Access>();
  for (const module of app.get(ModulesContainer).values()) {
    for (const { metatype } of module.controllers.values()) {
      if (typeof metatype === 'function') collect(metatype, found);
    }
  }
  return found;
}

function collect(
  controller: { readonly name: string; readonly prototype: unknown },
  found: Map<string, Access>,
): void {
  const prototype = controller.prototype as Readonly<Record<string, unknown>>;
  const ofClass = Reflect.getMetadata(ACCESS, controller) as Access | undefined;
  for (const name of Object.getOwnPropertyNames(prototype)) {
    const method = Object.getOwnPropertyDescriptor(prototype, name)?.value as unknown;
    if (typeof method !== 'function') continue;
    const access = (Reflect.getMetadata(ACCESS, method) as Access | undefined) ?? ofClass;
    if (access) found.set(operationIdOf(controller.name, name), access);
  }
}
