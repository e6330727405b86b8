import { readFileSync, writeFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { readCases } from './domain/cases/read-cases.js';
import { runCases } from './domain/cases/run-cases.js';
import type { Derivation } from './domain/facts/dictionary.js';
import { VALUE_TYPES } from './domain/facts/values.js';
import { BENEFIT_KINDS, type BenefitKind } from './domain/list/benefit-model.js';
import { ReadingLog } from './domain/list/cursor.js';
import { readYaml } from './domain/list/document.js';
import { OPERATORS } from './domain/list/read-operands.js';
import { DICTIONARY, evaluate, listOf } from './testing/lists.js';

const PAGE = 'docs/reference/policy-list-format.md';
const { facts, registers } = DICTIONARY;

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

const BENEFITS: Readonly<Record<BenefitKind, readonly [string, string]>> = {
  fixed: ['`{kind: fixed, amount: 20万}`', '定额'],
  'level-table': [
    '`{kind: level-table, register, level: 字段, where?, amounts: {national: 100万, …}}`',
    '按级别；取达到的最高一级',
  ],
  'marginal-tiers': [
    '`{kind: marginal-tiers, of, tiers: [{upTo: 10万, rate: 1%}, …, {rate: 0.1%}], cap?}`',
    '分段累加',
  ],
  'whole-tiers': [
    '`{kind: whole-tiers, of, tiers: [{from: 500万, amount: 5万}, {from: 1000万, rate: 1%}]}`',
    '按所达到的一档全额计',
  ],
  step: [
    '`{kind: step, of, from: 1亿, amount: 3万, each: 0.5亿, add: 1万, cap?}`',
    '达到起点后逐步增加',
  ],
  percent: ['`{kind: percent, of, rate: 5%, cap?, floor?, round?}`', '按比例'],
  increment: [
    '`{kind: increment, of: 事实, period, rate: 3%, cap?}`',
    '比上一年增量的比例；不增不给',
  ],
  match: ['`{kind: match, of, ratio: 100%, cap?}`', '按上级所给配套'],
  'per-unit': ['`{kind: per-unit, of, each: 2万, cap?}`', '每项若干'],
  service: ['`{kind: service, text: …}`', '非资金类'],
};

/** `div of a, b over 3 years` */
function derivation(derive: Derivation): string {
  const years =
    'years' in derive && derive.years !== undefined ? ` over ${derive.years} years` : '';
  return `${derive.kind} of ${[derive.of].flat().join(', ')}${years}`;
}

const SECTIONS: Readonly<Record<string, string>> = {
  operators: table(
    ['type', 'operators'],
    VALUE_TYPES.map((type) => [`\`${type}\``, OPERATORS[type].map((op) => `\`${op}\``).join(' ')]),
  ),
  benefits: table(
    ['kind', 'written as', '说明'],
    BENEFIT_KINDS.map((kind) => [`\`${kind}\``, ...BENEFITS[kind]]),
  ),
  facts: table(
    ['fact', '中文', 'type', 'by year', 'absence', 'reported at'],
    [...facts.values()].map((fact) => [
      `\`${fact.id}\``,
      fact.label,
      fact.derive ? `${fact.type}, ${derivation(fact.derive)}` : fact.type,
      fact.period ? 'yes' : '',
      fact.absence,
      fact.reportAt,
    ]),
  ),
  registers: [...registers.values()]
    .map((register) => {
      const own = [...register.fields.values()].filter(
        ({ id }) =>
          ![
            'number',
            'countingYear',
            'countedOn',
            'validFrom',
            'validTo',
            'valid',
            'revoked',
          ].includes(id),
      );
      const rows = own.map((field) => [
        `\`${field.id}\``,
        field.label,
        field.type,
        Object.entries(field.values ?? {})
          .map(([code, label]) => `\`${code}\` ${label}`)
          .join(' · '),
      ]);
      const head = `### \`${register.id}\` ${register.label}`;
      return `${head}\n\nabsence: ${register.absence}\n\n${table(['field', '中文', 'type', 'values'], rows)}`;
    })
    .join('\n\n'),
};

const squeezed = (text: string): string =>
  text
    .replace(/-{2,}/g, '--')
    .replace(/[ \t]+/g, ' ')
    .trim();

it.each(Object.keys(SECTIONS))(
  'the page on the format of lists has the %s that the program has',
  (name) => {
    const page = readFileSync(PAGE, 'utf8');
    const [begin, end] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
    const from = page.indexOf(begin) + begin.length;
    const to = page.indexOf(end);
    expect(from < to).toBe(true);
    const expected = SECTIONS[name] ?? '';
    if (process.env['UPDATE_DOCS'] === '1') {
      writeFileSync(PAGE, `${page.slice(0, from)}\n\n${expected}\n\n${page.slice(to)}`);
      return;
    }
    expect(squeezed(page.slice(from, to))).toBe(squeezed(expected));
  },
);

const snippets = (): readonly string[] =>
  [...readFileSync(PAGE, 'utf8').matchAll(/```yaml\n([^]*?)```/g)].map((match) => match[1] ?? '');

it('the first example on the page is a list that is accepted, and its case holds', () => {
  const [listText = ''] = snippets();
  const caseText = snippets().find((text) => text.startsWith('- name:')) ?? '';
  const { document } = readYaml(caseText);
  const log = new ReadingLog(document ?? { root: [], lines: new Map() }, DICTIONARY);
  const cases = readCases(log);
  expect([cases.length, log.findings]).toEqual([1, []]);
  const version = { list: listOf(listText), version: 1, hash: 'hash' };
  expect(runCases(version, cases)).toEqual([]);
});

it.each(['exclusivity:', 'caps:'])('the example of %s is accepted below the first one', (start) => {
  const [listText = ''] = snippets();
  const rules = snippets().find((text) => text.startsWith(start)) ?? '';
  const voucher = clauseWith('voucher') + clauseWith('htf-renewed');
  const clauses = listText.slice(0, listText.indexOf('exclusivity:'));
  expect(listOf(`${clauses}${voucher}${rules}`).clauses).toHaveLength(4);
});

const clauseWith = (id: string): string =>
  `  - {id: ${id}, article: 第三条, text: 原文, when: {fact: revenue, period: year, op: gt, value: 0}, benefit: {kind: fixed, amount: 1万}}\n`;

it('the example of an assessment is a list that is accepted', () => {
  const text = snippets().find((each) => each.startsWith('list: self-score')) ?? '';
  const given = { 'staff@2022': 40, 'staff.science@2022': 10, 'manual:management-points': 8 };
  expect(evaluate(listOf(text), given).assessment).toMatchObject({
    verdict: 'pass',
    score: { min: 24, max: 24, known: true, outOf: 30 },
  });
});
