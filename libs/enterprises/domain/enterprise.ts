import type { Decider } from '#libs/kernel/decider.js';
import { Refusal } from '#libs/kernel/refusal.js';
import type { EnterpriseEvent, EnterpriseRegistered, EntityType } from './events.js';

/** What the stream of one enterprise says. */
export type EnterpriseState = { readonly status: 'unknown' } | RegisteredEnterprise;

export interface RegisteredEnterprise {
  readonly status: 'registered';
  readonly registration: EnterpriseRegistered['data'];
  /** In the order they became known. */
  readonly names: readonly Since<string>[];
  readonly places: readonly Since<Place>[];
  /** First day on which it no longer exists. */
  readonly deregisteredOn: string | null;
}

/** Holds from a day on; null: from the beginning. */
export interface Since<Value> {
  readonly from: string | null;
  readonly value: Value;
}

export interface Place {
  readonly regionCode: string;
  /** Only where it differs from `regionCode`. */
  readonly statisticalRegionCode: string | null;
  readonly townshipCode: string | null;
}

/** An enterprise on one day. */
export interface EnterpriseOnDay extends Place {
  readonly creditCode: string;
  readonly name: string;
  readonly industryCode: string | null;
  readonly entityType: EntityType;
  readonly registeredOn: string | null;
  readonly deregisteredOn: string | null;
}

export const enterpriseDecider: Decider<EnterpriseState, EnterpriseEvent> = {
  initial: { status: 'unknown' },
  evolve,
};

function evolve(state: EnterpriseState, event: EnterpriseEvent): EnterpriseState {
  if (event.type === 'enterprise.registered') return registered(event.data);
  // Only a damaged stream begins with anything else; there is nothing to change then.
  if (state.status === 'unknown') return state;
  switch (event.type) {
    case 'enterprise.renamed': {
      const { effectiveOn: from, name: value } = event.data;
      return { ...state, names: [...state.names, { from, value }] };
    }
    case 'enterprise.moved': {
      const move = { from: event.data.effectiveOn, value: placeOf(event.data) };
      return { ...state, places: [...state.places, move] };
    }
    case 'enterprise.deregistered':
      return { ...state, deregisteredOn: event.data.effectiveOn };
  }
}

function registered(data: EnterpriseRegistered['data']): RegisteredEnterprise {
  return {
    status: 'registered',
    registration: data,
    names: [{ from: null, value: data.name }],
    places: [{ from: null, value: placeOf(data) }],
    deregisteredOn: null,
  };
}

/** The place that an event names. */
export function placeOf(data: {
  readonly regionCode: string;
  readonly statisticalRegionCode?: string;
  readonly townshipCode?: string;
}): Place {
  return {
    regionCode: data.regionCode,
    statisticalRegionCode: data.statisticalRegionCode ?? null,
    townshipCode: data.townshipCode ?? null,
  };
}

/**
 * What held on a day: the entry with the latest first day not after it; of several for one day the
 * one known last. The first entry holds backwards without end.
 */
export function heldOn<Value>(history: readonly Since<Value>[], day: string): Value {
  const inForce = history.filter(({ from }) => from === null || from <= day);
  const latest = inForce.reduce((best, entry) =>
    best.from === null || (entry.from !== null && entry.from >= best.from) ? entry : best,
  );
  return latest.value;
}

/** The enterprise as it was on that day, by everything the stream says. */
export function enterpriseOn(state: RegisteredEnterprise, day: string): EnterpriseOnDay {
  const { registration, deregisteredOn } = state;
  return {
    creditCode: registration.creditCode,
    name: heldOn(state.names, day),
    ...heldOn(state.places, day),
    industryCode: registration.industryCode ?? null,
    entityType: entityTypeOf(registration),
    registeredOn: registration.registeredOn ?? null,
    deregisteredOn: deregisteredOn !== null && deregisteredOn <= day ? deregisteredOn : null,
  };
}

/** Its other names, in the order they became known. */
export function otherNames(state: RegisteredEnterprise, name: string): string[] {
  return [...new Set(state.names.map(({ value }) => value))].filter((other) => other !== name);
}

/**
 * Told from the credit code where it was not given: 92 个体工商户, 93 农民专业合作社, 9… 企业,
 * 5… 民政部门登记的社会组织 (GB 32100-2015, characters 1 and 2).
 */
export function entityTypeOf(data: {
  readonly creditCode: string;
  readonly entityType?: EntityType;
}): EntityType {
  if (data.entityType !== undefined) return data.entityType;
  if (data.creditCode.startsWith('92')) return 'sole-proprietor';
  if (data.creditCode.startsWith('93')) return 'cooperative';
  if (data.creditCode.startsWith('9')) return 'enterprise';
  return data.creditCode.startsWith('5') ? 'social-organisation' : 'other';
}

/** 404: nothing is known under this code. */
export function enterpriseNotFound(creditCode: string): Refusal {
  return Refusal.notFound(
    'enterprise-not-found',
    `没有登记统一社会信用代码为 ${creditCode} 的企业，请核对代码，或先登记该企业`,
  );
}
