/**
 * Three-valued truth after Kleene (strong): `unknown` is what a missing fact gives, and it gives
 * way wherever the rest decides — a known "no" ends an `all`, a known "yes" an `any`.
 */
export type Truth = 'yes' | 'no' | 'unknown';

export function allOf(truths: Iterable<Truth>): Truth {
  let result: Truth = 'yes';
  for (const truth of truths) {
    if (truth === 'no') return 'no';
    if (truth === 'unknown') result = 'unknown';
  }
  return result;
}

export function anyOf(truths: Iterable<Truth>): Truth {
  let result: Truth = 'no';
  for (const truth of truths) {
    if (truth === 'yes') return 'yes';
    if (truth === 'unknown') result = 'unknown';
  }
  return result;
}

export function not(truth: Truth): Truth {
  if (truth === 'unknown') return truth;
  return truth === 'yes' ? 'no' : 'yes';
}

export function truthOf(known: boolean): Truth {
  return known ? 'yes' : 'no';
}
