import { Engine, type NestedCondition, type TopLevelCondition } from 'json-rules-engine';
import type { LeafSketch, TreeSketch } from './clauses.js';
import { plainOf, type Enterprise, type Workload } from './workload.js';

const OPERATORS: Readonly<Record<LeafSketch['op'], string>> = {
  eq: 'equal',
  ne: 'notEqual',
  gt: 'greaterThan',
  gte: 'greaterThanInclusive',
  lt: 'lessThan',
  lte: 'lessThanInclusive',
  in: 'in',
  notIn: 'notIn',
};

/** json-rules-engine with the same clauses; its answer has the result of every leaf. */
export class JsonRules {
  private readonly engine = new Engine([], { allowUndefinedFacts: true });

  constructor({ clauses }: Workload) {
    for (const { id, when } of clauses) {
      this.engine.addRule({
        conditions: writeTree(when) as TopLevelCondition,
        event: { type: id },
      });
    }
  }

  /** @returns ids of the clauses that hold */
  async holding({ plain }: Enterprise): Promise<readonly string[]> {
    const { events } = await this.engine.run(plain);
    return events.map(({ type }) => type);
  }
}

function writeTree(tree: TreeSketch): NestedCondition {
  if ('any' in tree) return { any: tree.any.map(writeTree) };
  if ('all' in tree) return { all: tree.all.map(writeTree) };
  const { column, op, operands } = tree;
  const values = operands.map((operand) => plainOf(column, operand));
  const value = op === 'in' || op === 'notIn' ? values : values[0];
  return { fact: column.key, operator: OPERATORS[op], value };
}
