import { canonicalJson, sha256Hex } from '#libs/kernel/canonical-json.js';
import { manualKeyOf } from './manual-answers/manual-answers.js';
import type { ClauseResult, Missing } from './result.js';

/**
 * What a clause came out as, without the words of the clause: those stand in the list's version.
 * The whole of what {@link fingerprint} covers.
 */
export type StandingResult = Omit<
  ClauseResult,
  'article' | 'text' | 'department' | 'deadline' | 'papers'
>;

/**
 * What is stored of it for every enterprise: the verdict, not its explanation. That is evaluated
 * again when somebody asks, and its fingerprint tells whether it came out the same.
 */
export interface StandingVerdict
  extends
    Pick<ClauseResult, 'clause' | 'status' | 'outcome' | 'payable'>,
    Partial<Pick<ClauseResult, 'amount'>> {
  /** Questions to an officer that the verdict waits for. */
  readonly asks?: readonly { readonly question: string; readonly label: string }[];
}

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

/** A result without its explanation. */
export function verdictOf(result: StandingResult | ClauseResult): StandingVerdict {
  const { clause, status, amount, payable, outcome, missing } = result;
  const asks = asksOf(missing);
  return {
    clause,
    status,
    ...(amount === null ? {} : { amount }),
    ...(payable === undefined ? {} : { payable }),
    ...(outcome === undefined ? {} : { outcome }),
    ...(asks.length === 0 ? {} : { asks }),
  };
}

function asksOf(missing: readonly Missing[]) {
  const labels = new Map<string, string>();
  for (const { fact, label } of missing) {
    const question = manualKeyOf(fact);
    if (question !== undefined) labels.set(question, label);
  }
  return [...labels].map(([question, label]) => ({ question, label }));
}

/** Fingerprints of results that are the same object for very many. */
const shared = new WeakMap<ClauseResult, string>();

/** The fingerprint of a result, whatever the words of the clause. */
export function printOf(result: ClauseResult): string {
  if (!Object.isFrozen(result)) return fingerprint(withoutWords(result));
  const known = shared.get(result) ?? fingerprint(withoutWords(result));
  shared.set(result, known);
  return known;
}

/** Results kept by their text: those without records of their own are the same for very many. */
const known = new Map<string, string>();
const KEPT = 5_000;

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
