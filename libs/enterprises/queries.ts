import type { EntityType } from './domain/events.js';

/** Reads the enterprise's own stream (no lag): is it registered, under which name and where? */
export class EnterpriseOnStream {
  constructor(readonly creditCode: string) {}
}

export interface EnterpriseNow {
  readonly creditCode: string;
  readonly name: string;
  readonly regionCode: string;
  readonly statisticalRegionCode: string | null;
  readonly townshipCode: string | null;
  readonly industryCode: string | null;
  readonly entityType: EntityType;
  readonly registeredOn: string | null;
  readonly deregisteredOn: string | null;
}
/** null: not registered. */
export type EnterpriseOnStreamAnswer = EnterpriseNow | null;

/** One enterprise as known at `position` and as of `asOf`, from the read model (waits for it). */
export class EnterpriseKnownAt {
  constructor(
    readonly creditCode: string,
    readonly asOf: string,
    readonly position: bigint,
  ) {}
}
export type EnterpriseKnownAtAnswer =
  (EnterpriseNow & { readonly eventIds: readonly string[] }) | null;
