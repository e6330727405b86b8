import { canonicalJson, sha256Hex } from '#libs/kernel/canonical-json.js';
import type { StandingResult } from './events.js';
import type { ClauseResult } from './result.js';

/** A result without what its list's version says of the clause. */
export function withoutWords({
  article: _article,
  text: _text,
  department: _department,
  deadline: _deadline,
  papers: _papers,
  ...standing
}: ClauseResult): StandingResult {
  return standing;
}

/** Results kept by their text: those without records of their own are the same for very many. */
const known = new Map<string, string>();
const KEPT = 20_000;

/**
 * 128 bits of the SHA-256 of the canonical JSON: the same for a result as it was made and as a
 * ledger that sorts keys gives it back.
 */
export function fingerprint(result: StandingResult): string {
  const text = JSON.stringify(result);
  const kept = known.get(text);
  if (kept !== undefined) return kept;
  const made = sha256Hex(canonicalJson(result)).slice(0, 32);
  if (known.size >= KEPT) known.clear();
  known.set(text, made);
  return made;
}
