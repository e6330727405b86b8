import { isNum, multiplyNum, num, showValue, type Num, type ValueKind } from '../facts/values.js';
import type { Comparison, Operand, Operator } from '../list/model.js';
import type { Change } from './mutate.js';

/** A number that is a little more, and one that is a little less: whole ones by one, others by a tenth. */
export function nearby(value: Num, kind: ValueKind): readonly Num[] {
  if (kind.type === 'integer') {
    return [num(value.n + 1n, value.d), num(value.n - 1n, value.d)];
  }
  if (value.n === 0n) return [kind.type === 'money' ? num(100n) : num(1n, 1000n)];
  return [multiplyNum(value, num(11, 10)), multiplyNum(value, num(9, 10))];
}

const NEIGHBOURS: Readonly<Record<Operator, readonly Operator[]>> = {
  gte: ['gt', 'lte'],
  gt: ['gte', 'lt'],
  lte: ['lt', 'gte'],
  lt: ['lte', 'gt'],
  eq: ['ne'],
  ne: ['eq'],
  in: ['notIn'],
  notIn: ['in'],
  between: ['notBetween'],
  notBetween: ['between'],
  within: ['notWithin'],
  notWithin: ['within'],
};

/** Other operators, other bounds, codes left out, another year. */
export function mutateComparison(
  test: Comparison,
  kind: ValueKind,
  label: string,
): readonly Change<Comparison>[] {
  const [first] = test.operands;
  const shown = first && 'literal' in first ? showValue(kind, first.literal) : '界限';
  const operators = NEIGHBOURS[test.op].map((op) => ({
    path: 'op',
    change: `比较方式由 ${test.op} 改为 ${op}`,
    wanted: isBoundary(test.op, op)
      ? `加一个“${label}”恰为${shown}的用例`
      : `加一个“${label}”不符合的用例和一个符合的用例`,
    value: { op, operands: test.operands },
  }));
  return [
    ...operators,
    ...test.operands.flatMap((operand, i) =>
      mutateOperand(operand, kind, label).map((each) => ({
        ...each,
        path: 'value',
        value: { op: test.op, operands: test.operands.with(i, each.value) },
      })),
    ),
    ...(test.operands.length > 1 && test.op !== 'between' && test.op !== 'notBetween'
      ? test.operands.map((operand, i) => leaveOut(test, operand, i, kind, label))
      : []),
  ];
}

function isBoundary(op: Operator, now: Operator): boolean {
  return now.startsWith(op) || op.startsWith(now);
}

function mutateOperand(
  operand: Operand,
  kind: ValueKind,
  label: string,
): readonly Omit<Change<Operand>, 'path'>[] {
  if (!('literal' in operand)) {
    if (operand.symbol === 'asOf' && operand.back === 0) return [];
    const value = { ...operand, back: operand.back + 1 };
    const change = operand.symbol === 'asOf' ? '天数多一天' : '年度提前一年';
    return [{ change, wanted: `加一个“${label}”相差一年（天）的用例`, value }];
  }
  const { literal } = operand;
  if (!isNum(literal)) return [];
  return nearby(literal, kind).map((value) => ({
    change: `${showValue(kind, literal)}改为${showValue(kind, value)}`,
    wanted: `加一个“${label}”介于${showValue(kind, literal)}与${showValue(kind, value)}之间（或恰为界限）的用例`,
    value: { literal: value },
  }));
}

function leaveOut(
  test: Comparison,
  operand: Operand,
  i: number,
  kind: ValueKind,
  label: string,
): Change<Comparison> {
  const shown = 'literal' in operand ? showValue(kind, operand.literal) : `第${i + 1}项`;
  return {
    path: 'value',
    change: `取值中去掉“${shown}”`,
    wanted: `加一个“${label}”为“${shown}”的用例`,
    value: { op: test.op, operands: test.operands.filter((_, k) => k !== i) },
  };
}
