import type { RecognitionKind } from '../events.js';
import type { KindSpec } from '../kind-spec.js';
import { achievementTransfer } from './achievement-transfer.js';
import { countyProject } from './county-project.js';
import { enterpriseTitle } from './enterprise-title.js';
import { highTechFirm } from './high-tech-firm.js';
import { innovationPlatform } from './innovation-platform.js';
import { sciTechSme } from './sci-tech-sme.js';
import { techContract } from './tech-contract.js';

/** The kinds the ledger knows, in the order in which forms show them. */
export const KIND_SPECS: readonly KindSpec[] = [
  highTechFirm,
  sciTechSme,
  innovationPlatform,
  techContract,
  countyProject,
  achievementTransfer,
  enterpriseTitle,
];

const byKind = new Map<string, KindSpec>(KIND_SPECS.map((spec) => [spec.kind, spec]));

/** Undefined for what is no kind of the ledger. */
export function findKind(kind: unknown): KindSpec | undefined {
  return typeof kind === 'string' ? byKind.get(kind) : undefined;
}

/** @throws RangeError for a kind that the ledger does not know: a stored event always has one. */
export function kindOf(kind: RecognitionKind): KindSpec {
  const spec = byKind.get(kind);
  if (!spec) throw new RangeError(`unknown kind of recognition: ${kind}`);
  return spec;
}
