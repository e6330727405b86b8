import type { Points, Score } from '../list/score-model.js';
import type { Change } from './mutate.js';
import { mutateCondition } from './mutate-condition.js';

/** Points one more, rows and parts dropped, the conditions of rows changed. */
export function mutateScore(score: Score, path: string): readonly Change<Score>[] {
  switch (score.kind) {
    case 'table':
      return mutateTable(score, path);
    case 'best':
    case 'sum':
      return mutateParts(score, path);
    case 'experts':
      return [];
  }
}

type Of<Kind extends Score['kind']> = Extract<Score, { kind: Kind }>;

function mutateTable(score: Of<'table'>, path: string): readonly Change<Score>[] {
  return score.rows.flatMap((row, i) => {
    const rows = (now: Partial<typeof row>): Score => ({
      ...score,
      rows: score.rows.with(i, { ...row, ...now }),
    });
    return [
      {
        path: `${path}.table.${i}.points`,
        change: `分值${say(row.points)}改为${say(plusOne(row.points))}`,
        wanted: '加一个落在这一档的用例，写明 score',
        value: rows({ points: plusOne(row.points) }),
      },
      {
        path: `${path}.table.${i}`,
        change: '去掉这一档',
        wanted: '加一个落在这一档的用例，写明 score',
        value: { ...score, rows: score.rows.filter((_, k) => k !== i) },
      },
      ...mutateCondition(row.when).map((each) => ({ ...each, value: rows({ when: each.value }) })),
    ];
  });
}

function mutateParts(score: Of<'best'> | Of<'sum'>, path: string): readonly Change<Score>[] {
  return score.of.flatMap((part, i) => {
    const at = `${path}.${score.kind}.${i}`;
    const dropped: Change<Score> = {
      path: at,
      change: `去掉“${part.label ?? `第${i + 1}项`}”`,
      wanted: '加一个由它决定得分的用例，写明 score',
      value: { ...score, of: score.of.filter((_, k) => k !== i) },
    };
    return [
      ...(score.of.length > 1 ? [dropped] : []),
      ...mutateScore(part, at).map((each) => ({
        ...each,
        value: { ...score, of: score.of.with(i, each.value) },
      })),
    ];
  });
}

function plusOne({ min, max }: Points): Points {
  return { min: min + 1, max: max + 1 };
}

function say({ min, max }: Points): string {
  return min === max ? String(min) : `${min}—${max}`;
}
