import {
  negateLeaf,
  type Condition,
  type FieldTest,
  type Leaf,
  type Tree,
  type Where,
} from '../list/model.js';
import { labelOf } from './coverage.js';
import type { Change } from './mutate.js';
import { mutateComparison } from './mutate-value.js';

/** Conditions dropped, `all` and `any` swapped, operators, bounds, periods and `where` changed. */
export function mutateCondition(tree: Condition): readonly Change<Condition>[] {
  return mutateTree(tree, mutateLeaf, labelOf, firstPath(tree));
}

function firstPath(tree: Condition): string {
  if (tree.kind === 'leaf') return tree.leaf.path;
  const [first] = tree.of;
  return first ? firstPath(first).replace(/\.(all|any)\.\d+$/, '') : 'when';
}

function mutateTree<L>(
  tree: Tree<L>,
  ofLeaf: (leaf: L) => readonly Change<L>[],
  nameOf: (leaf: L) => string,
  path: string,
): readonly Change<Tree<L>>[] {
  if (tree.kind === 'leaf') {
    return ofLeaf(tree.leaf).map((each) => ({
      ...each,
      value: { kind: 'leaf', leaf: each.value },
    }));
  }
  return [
    ...swapped(tree, path),
    ...(tree.of.length > 1 ? tree.of.map((sub, i) => dropped(tree, sub, i, nameOf, path)) : []),
    ...tree.of.flatMap((sub, i) =>
      mutateTree(sub, ofLeaf, nameOf, path).map((each) => ({
        ...each,
        value: { kind: tree.kind, of: tree.of.with(i, each.value) },
      })),
    ),
  ];
}

type Branch<L> = Extract<Tree<L>, { of: unknown }>;

function swapped<L>(tree: Branch<L>, path: string): readonly Change<Tree<L>>[] {
  if (tree.of.length < 2) return [];
  const kind = tree.kind === 'all' ? 'any' : 'all';
  return [
    {
      path,
      change: `${tree.kind} 改为 ${kind}`,
      wanted: '加一个只符合其中一部分条件的用例',
      value: { kind, of: tree.of },
    },
  ];
}

function dropped<L>(
  tree: Branch<L>,
  sub: Tree<L>,
  i: number,
  nameOf: (leaf: L) => string,
  path: string,
): Change<Tree<L>> {
  const names = namesIn(sub, nameOf).join('、');
  const only = tree.kind === 'all' ? '只有它不符合' : '只有它符合';
  return {
    path: pathOf(sub) ?? path,
    change: `去掉条件“${names}”`,
    wanted: `加一个其余条件不变、${only}的用例`,
    value: { kind: tree.kind, of: tree.of.filter((_, k) => k !== i) },
  };
}

function namesIn<L>(tree: Tree<L>, nameOf: (leaf: L) => string): readonly string[] {
  return tree.kind === 'leaf'
    ? [nameOf(tree.leaf)]
    : tree.of.flatMap((sub) => namesIn(sub, nameOf));
}

function pathOf<L>(tree: Tree<L>): string | undefined {
  if (tree.kind !== 'leaf') return undefined;
  const { leaf } = tree;
  const named = typeof leaf === 'object' && leaf !== null && 'path' in leaf ? leaf.path : undefined;
  return typeof named === 'string' ? named : undefined;
}

function mutateLeaf(leaf: Leaf): readonly Change<Leaf>[] {
  const label = labelOf(leaf);
  switch (leaf.kind) {
    case 'fact':
      return [
        ...at(leaf, mutateComparison(leaf.test, leaf.fact, label), (test) => ({ ...leaf, test })),
        ...(leaf.back === undefined ? [] : [anotherYear(leaf, leaf.back)]),
      ];
    case 'count':
    case 'sum': {
      const kind = leaf.field ?? ({ type: 'integer' } as const);
      return [
        ...at(leaf, mutateComparison(leaf.test, kind, label), (test) => ({ ...leaf, test })),
        ...at(leaf, mutateWhere(leaf.where), (where) => ({ ...leaf, where })),
      ];
    }
    case 'some':
    case 'none':
      return [
        opposite(leaf),
        ...at(leaf, mutateWhere(leaf.where), (where) => ({ ...leaf, where })),
      ];
    case 'manual':
      return [opposite(leaf)];
  }
}

function at<T>(
  leaf: Leaf,
  changes: readonly Change<T>[],
  make: (value: T) => Leaf,
): readonly Change<Leaf>[] {
  return changes.map((each) => ({
    ...each,
    path: `${leaf.path}.${each.path}`,
    value: make(each.value),
  }));
}

function opposite(leaf: Leaf): Change<Leaf> {
  return {
    path: leaf.path,
    change: `条件“${labelOf(leaf)}”反过来`,
    wanted: '加一个符合的用例和一个不符合的用例',
    value: negateLeaf(leaf),
  };
}

function anotherYear(leaf: Extract<Leaf, { kind: 'fact' }>, back: number): Change<Leaf> {
  return {
    path: `${leaf.path}.period`,
    change: '期间提前一年',
    wanted: `加一个“${labelOf(leaf)}”两年的数据不同的用例`,
    value: { ...leaf, back: back + 1 },
  };
}

/** The same for the records of a register; the hidden "not revoked" is the program's own. */
export function mutateWhere(where: Where): readonly Change<Where>[] {
  return mutateTree(where, mutateFieldTest, ({ field }) => field.label, 'where')
    .filter(({ change }) => !change.includes('已取消') && change !== 'all 改为 any')
    .map((each) => ({ ...each, path: 'where' }));
}

function mutateFieldTest(leaf: FieldTest): readonly Change<FieldTest>[] {
  if (leaf.field.id === 'revoked') return [];
  return mutateComparison(leaf.test, leaf.field, leaf.field.label).map((each) => ({
    ...each,
    change: `${leaf.field.label}：${each.change}`,
    value: { field: leaf.field, test: each.value },
  }));
}
