import 'reflect-metadata';
import type { Type } from '@nestjs/common';

/** A class, as far as the description of the API is concerned. */
type Described = Type<unknown>;

const PROPERTIES = 'swagger/apiModelPropertiesArray';
const PROPERTY = 'swagger/apiModelProperties';

/**
 * Every class that these controllers' operations describe themselves by: answers, bodies, queries, and
 * what those are made of.
 */
export function describedClasses(controllers: readonly Described[]): ReadonlySet<Described> {
  const found = new Set<Described>();
  for (const controller of controllers) {
    addAnswers(controller, found);
    const prototype = controller.prototype as object;
    for (const name of Object.getOwnPropertyNames(prototype)) {
      const method = Object.getOwnPropertyDescriptor(prototype, name)?.value as unknown;
      if (typeof method !== 'function') continue;
      addAnswers(method, found);
      const parameters = Reflect.getMetadata('design:paramtypes', prototype, name) as unknown;
      add(parameters, found);
    }
  }
  return found;
}

/**
 * Names that more than one class has: in the document each name is one schema, so that all but one of
 * them would be described as another.
 */
export function clashingNames(classes: Iterable<Described>): readonly string[] {
  const names = [...classes].map(({ name }) => name);
  return [...new Set(names.filter((name, i) => names.indexOf(name) !== i))];
}

function addAnswers(target: object, found: Set<Described>): void {
  for (const key of ['swagger/apiResponse', 'swagger/apiParameters', 'swagger/apiExtraModels']) {
    const told = (Reflect.getMetadata(key, target) ?? {}) as Readonly<Record<string, unknown>>;
    for (const each of Object.values(told)) add(isTyped(each) ? each.type : each, found);
  }
}

function add(type: unknown, found: Set<Described>): void {
  if (Array.isArray(type)) {
    for (const each of type as readonly unknown[]) add(each, found);
    return;
  }
  if (typeof type !== 'function') return;
  // `() => Other`, for classes that name each other.
  if (type.prototype === undefined) {
    add((type as () => unknown)(), found);
    return;
  }
  const prototype = type.prototype as object;
  const properties = Reflect.getMetadata(PROPERTIES, prototype) as readonly string[] | undefined;
  if (!properties || found.has(type as Described)) return;
  found.add(type as Described);
  for (const property of properties) {
    const told = Reflect.getMetadata(PROPERTY, prototype, property.slice(1)) as unknown;
    if (isTyped(told)) add(told.type, found);
  }
}

function isTyped(told: unknown): told is { readonly type: unknown } {
  return typeof told === 'object' && told !== null && 'type' in told;
}
