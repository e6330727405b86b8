/**
 * A fact that was decided. `type` is a stable string such as `recognition.recorded` and outlives
 * any class name; `schemaVersion` starts at 1 and is raised when the shape of `data` changes, so
 * that an upcaster can lift what is stored to the latest shape.
 */
export interface DomainEvent<Type extends string = string, Data extends object = object> {
  readonly type: Type;
  readonly schemaVersion: number;
  readonly data: Data;
}
