import { canonicalJson } from '#libs/kernel/canonical-json.js';
import { Issues, readDate, readSource } from '#libs/kernel/read-fields.js';
import { Refusal } from '#libs/kernel/refusal.js';
import type { SourceDocument } from '#libs/kernel/source.js';
import {
  enterpriseNotFound,
  heldOn,
  placeOf,
  type EnterpriseState,
  type RegisteredEnterprise,
} from './enterprise.js';
import type { EnterpriseDeregistered, EnterpriseMoved, EnterpriseRenamed } from './events.js';
import { readName, readPlace, type PlaceInput } from './registration.js';

interface Dated {
  readonly effectiveOn: string;
  readonly source: SourceDocument;
}

export interface RenameEnterpriseInput extends Dated {
  readonly name: string;
}

export interface MoveEnterpriseInput extends Dated, PlaceInput {}

export type DeregisterEnterpriseInput = Dated;

/** 422 with everything that is wrong. */
export function readRename(
  creditCode: string,
  input: RenameEnterpriseInput,
): EnterpriseRenamed['data'] | Refusal {
  const issues = new Issues();
  const name = readName(input.name, issues);
  const dated = readDated(input, '更名日期', issues);
  if (issues.any || !name || !dated) return issues.refusal();
  return { creditCode, name, ...dated };
}

export function readMove(
  creditCode: string,
  input: MoveEnterpriseInput,
): EnterpriseMoved['data'] | Refusal {
  const issues = new Issues();
  const place = readPlace(input, issues);
  const dated = readDated(input, '迁移日期', issues);
  if (issues.any || !place || !dated) return issues.refusal();
  return { creditCode, ...place, ...dated };
}

export function readDeregistration(
  creditCode: string,
  input: DeregisterEnterpriseInput,
): EnterpriseDeregistered['data'] | Refusal {
  const issues = new Issues();
  const dated = readDated(input, '注销日期', issues);
  if (issues.any || !dated) return issues.refusal();
  return { creditCode, ...dated };
}

/** A new name from a day on. Already so when that is its name on that day. */
export function rename(
  data: EnterpriseRenamed['data'],
  state: EnterpriseState,
): readonly EnterpriseRenamed[] | Refusal {
  if (state.status === 'unknown') return enterpriseNotFound(data.creditCode);
  if (heldOn(state.names, data.effectiveOn) === data.name) return [];
  return refuseAfterEnd(data, state) ?? [{ type: 'enterprise.renamed', schemaVersion: 1, data }];
}

/**
 * A new place from a day on. A move that becomes known late stands for what was known before: the
 * place on a day is the one of the latest first day, whenever it was recorded.
 */
export function move(
  data: EnterpriseMoved['data'],
  state: EnterpriseState,
): readonly EnterpriseMoved[] | Refusal {
  if (state.status === 'unknown') return enterpriseNotFound(data.creditCode);
  const place = heldOn(state.places, data.effectiveOn);
  if (canonicalJson(place) === canonicalJson(placeOf(data))) return [];
  return refuseAfterEnd(data, state) ?? [{ type: 'enterprise.moved', schemaVersion: 1, data }];
}

/** It no longer exists from a day on. The records it holds stay what they are. */
export function deregister(
  data: EnterpriseDeregistered['data'],
  state: EnterpriseState,
): readonly EnterpriseDeregistered[] | Refusal {
  if (state.status === 'unknown') return enterpriseNotFound(data.creditCode);
  if (state.deregisteredOn === data.effectiveOn) return [];
  if (state.deregisteredOn !== null) {
    return Refusal.conflict(
      'enterprise-already-deregistered',
      `该企业已于 ${state.deregisteredOn} 注销，不能再以 ${data.effectiveOn} 注销`,
      { deregisteredOn: state.deregisteredOn },
    );
  }
  return [{ type: 'enterprise.deregistered', schemaVersion: 1, data }];
}

/** What happened before the end may become known after it; nothing happens after the end. */
function refuseAfterEnd(data: Dated, state: RegisteredEnterprise): Refusal | undefined {
  const { deregisteredOn } = state;
  if (deregisteredOn === null || data.effectiveOn < deregisteredOn) return undefined;
  return Refusal.conflict(
    'enterprise-deregistered',
    `该企业已于 ${deregisteredOn} 注销，只能补记此前的更名或迁移`,
    { deregisteredOn },
  );
}

function readDated(input: Dated, label: string, issues: Issues): Dated | undefined {
  const effectiveOn = readDate(
    input.effectiveOn,
    { path: 'effectiveOn', label, required: true },
    issues,
  );
  const source = readSource(input.source, issues);
  return effectiveOn && source ? { effectiveOn, source } : undefined;
}
