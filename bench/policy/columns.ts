export const YEAR = 2023;

/** One of the 22 facts of an enterprise: a fact, of one of its years where it has years. */
export interface Column {
  /** e.g. `money1@2022`. */
  readonly key: string;
  readonly fact: string;
  readonly type: 'money' | 'integer' | 'ratio' | 'date' | 'enum' | 'bool';
  /** Years before the award year. */
  readonly back?: number;
  /** Values are drawn from so many, beginning with 0: yuan, things, thousandths, days, codes. */
  readonly range: number;
  readonly codes: readonly string[];
}

const CODES = ['a', 'b', 'c', 'd', 'e', 'f'];

export const FACTS: readonly Column[] = [
  ...byYear('money', 4, [0], 50_000_000),
  ...byYear('money', 2, [1], 50_000_000),
  ...byYear('integer', 3, [0], 300),
  ...byYear('ratio', 3, [0], 200),
  ...plain('date', 4, 9_000),
  ...plain('enum', 3, CODES.length, CODES),
  ...plain('bool', 3, 2),
];

function byYear(
  type: Column['type'],
  facts: number,
  backs: readonly number[],
  range: number,
): readonly Column[] {
  return backs.flatMap((back) =>
    plain(type, facts, range).map((column) => ({
      ...column,
      key: `${column.fact}@${YEAR - back}`,
      back,
    })),
  );
}

function plain(
  type: Column['type'],
  facts: number,
  range: number,
  codes: readonly string[] = [],
): readonly Column[] {
  return Array.from({ length: facts }, (_, index) => {
    const fact = `${type}${index}`;
    return { key: fact, fact, type, range, codes };
  });
}
