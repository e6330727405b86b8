type Element = string | number | bigint | boolean | null | undefined;

const SPECIAL = /["\\]/;

/**
 * A one-dimensional PostgreSQL array as text, of elements that are text, numbers, booleans or null;
 * undefined for any other list, which is left to the driver. Several times faster than the driver,
 * which looks through every element twice.
 */
export function arrayLiteral(elements: readonly unknown[]): string | undefined {
  let text = '';
  for (const element of elements as readonly Element[]) {
    if (typeof element === 'string') text += `,"${escaped(element)}"`;
    else if (element === null || element === undefined) text += ',NULL';
    else if (typeof element === 'object' || typeof element === 'function') return undefined;
    else text += `,${String(element)}`;
  }
  return `{${text.slice(1)}}`;
}

function escaped(text: string): string {
  return SPECIAL.test(text) ? text.replace(/["\\]/g, '\\$&') : text;
}

/** Parameters with their arrays written out, see {@link arrayLiteral}. */
export function withArrayLiterals(parameters: readonly unknown[]): unknown[] {
  return parameters.map((value) =>
    Array.isArray(value) ? (arrayLiteral(value as unknown[]) ?? value) : value,
  );
}
