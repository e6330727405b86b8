import { hash } from 'node:crypto';
import type { LedgerDigest } from '#libs/runtime/config/registry-config.js';

/** A digest algorithm that seals may be made with. To add one: a name in
 * `LEDGER_DIGESTS` of the configuration, a line in {@link DIGESTS}. */
export interface Digest {
  /** Kept with every seal; never given to another algorithm later. */
  readonly name: string;
  hash(bytes: Uint8Array): Buffer;
}

/** SHA-256 (FIPS 180-4) and SM3 (GB/T 32905-2016). */
const DIGESTS: Readonly<Record<LedgerDigest, Digest>> = {
  sha256: { name: 'sha256', hash: (bytes) => hash('sha256', bytes, 'buffer') },
  sm3: { name: 'sm3', hash: (bytes) => hash('sm3', bytes, 'buffer') },
};

export function digestCalled(name: LedgerDigest): Digest {
  return DIGESTS[name];
}

/** The digest a seal names; undefined when this program does not know it. */
export function findDigest(name: string): Digest | undefined {
  return (DIGESTS as Readonly<Record<string, Digest | undefined>>)[name];
}
