import { readFileSync } from 'node:fs';
import { Ajv2020, type ErrorObject } from 'ajv/dist/2020.js';
import { describe, expect, it } from '@jest/globals';
import { clauseList, DICTIONARY, findingsOf } from '../../../testing/lists.js';
import { readYaml } from '../document.js';
import { listSchema } from './list-schema.js';

const schema = listSchema(DICTIONARY);
// `enumDescriptions` is for editors.
const validate = new Ajv2020({
  allErrors: true,
  strict: true,
  strictTypes: false,
  strictRequired: false,
  keywords: ['enumDescriptions'],
}).compile(schema);

function errorsOf(yaml: string): readonly ErrorObject[] {
  const { document } = readYaml(yaml);
  return validate(document?.root) ? [] : (validate.errors ?? []);
}

/** What remains when the branches that only report their branching are left out. */
function said(yaml: string): readonly string[] {
  return errorsOf(yaml)
    .filter(({ keyword }) => keyword !== 'if')
    .map(({ instancePath, message, params }) =>
      [instancePath, message, JSON.stringify(params)].join(' '),
    );
}

const read = (file: string) => readFileSync(`seeds/${file}`, 'utf8');

describe('the schema of a list', () => {
  it.each([
    'county-2023/policy-list.yaml',
    'national-rules/high-tech-firm.yaml',
    'national-rules/sci-tech-sme.yaml',
  ])('accepts %s', (file) => {
    expect(said(read(file))).toEqual([]);
  });

  it.each(
    [
      ...readFileSync('docs/reference/policy-list-format.md', 'utf8').matchAll(
        /```yaml\n(list:[^]*?)```/g,
      ),
    ].map((match) => [match[1] ?? ''] as const),
  )('accepts the example of the reference', (text) => {
    expect(said(text)).toEqual([]);
  });

  const ALWAYS = '{fact: enterprise.deregistered, op: eq, value: false}';
  const whens: readonly (readonly [string, string, string])[] = [
    ['{fact: rd.intensty, period: year, op: gte, value: 3%}', '/fact', 'rd.intensity'],
    ['{fact: rd.intensity, op: gte, value: 3%}', 'period', 'required'],
    ['{fact: rd.intensity, period: last-year, op: gte, value: 3%}', '/period', 'pattern'],
    ['{fact: enterprise.region, period: year, op: eq, value: "411323"}', '/period', 'false'],
    ['{fact: rd.intensity, period: year, op: atLeast, value: 3%}', '/op', 'gte'],
    ['{fact: rd.intensity, period: year, op: gte, value: 三成}', '/value', 'pattern'],
    ['{fact: enterprise.entityType, op: in, value: [school, 医院]}', '/value/1', 'hospital'],
    ['{some: platform}', '/some', 'innovation-platform'],
    [
      '{some: innovation-platform, where: {field: level, op: in, value: [国家级]}}',
      '/where/value/0',
      'national',
    ],
    [
      '{some: innovation-platform, where: {field: levle, op: eq, value: national}}',
      '/field',
      'level',
    ],
    [
      '{some: high-tech-firm, where: {all: [{field: countingYear, op: eq, value: "@yeer"}]}}',
      '/where/all/0/value',
      'pattern',
    ],
    ['{sum: tech-contract, field: title, op: gte, value: 1万}', '/field', 'contractValue'],
    ['{count: county-project, op: gte, value: 1万}', '/value', 'pattern'],
    [`{all: [${ALWAYS}], any: [${ALWAYS}]}`, '', 'additional'],
    ['{all: []}', '/all', '1 items'],
    ['{manual: 核查, keys: a}', '', 'keys'],
    ['{formula: a + b}', '', 'fact'],
  ];

  it.each(whens)('refuses %s, and says where', (when, path, hint) => {
    const errors = said(clauseList(when));
    expect(errors.filter((each) => each.includes(path) && each.includes(hint))).not.toEqual([]);
    expect(errors.length).toBeLessThanOrEqual(when.includes('formula') ? 12 : 6);
  });

  it.each([
    ['{kind: fixd, amount: 1万}', 'fixed'],
    ['{kind: fixed, amount: 一万}', 'pattern'],
    ['{kind: fixed, amount: 1万, cap: 2万}', 'cap'],
    ['{kind: percent, of: rd.expence, period: year, rate: 5%}', 'rd.expense'],
    ['{kind: increment, of: rd.expense, rate: 5%}', 'period'],
    [
      '{kind: level-table, register: innovation-platform, level: level, amounts: {国家级: 1万}}',
      '国家级',
    ],
    ['{kind: whole-tiers, of: revenue, period: year, tiers: [{form: 1万, amount: 1万}]}', 'form'],
  ])('refuses the benefit %s', (benefit, hint) => {
    const errors = said(clauseList(ALWAYS, benefit));
    expect(errors.filter((each) => each.includes(hint))).not.toEqual([]);
  });

  it('refuses nothing that the program reads, of what the specs of the reader take', () => {
    const taken = [
      ['{fact: revenue, period: year-3, op: between, value: [1万, 2亿元]}', undefined],
      ['{fact: enterprise.registeredOn, op: lte, value: "@asOf-365d"}', undefined],
      ['{fact: enterprise.region, op: within, value: ["411323", "411300"]}', undefined],
      ['{not: {any: [{manual: 核查, key: on-site}]}}', undefined],
      [
        ALWAYS,
        '{kind: step, of: {sum: tech-contract, field: contractValue}, from: 1亿, amount: 3万, each: 0.5亿, add: 1万, cap: 10万}',
      ],
      [ALWAYS, '{kind: per-unit, of: {count: achievement-transfer}, each: 2万}'],
    ] as const;
    for (const [when, benefit] of taken) {
      const yaml = clauseList(when, benefit);
      expect([yaml, findingsOf(yaml).filter((f) => f.severity === 'error')]).toEqual([yaml, []]);
      expect([yaml, said(yaml)]).toEqual([yaml, []]);
    }
  });

  it('tells lists that pay from lists that assess', () => {
    const assessing = `purpose: assessment\n${clauseList(ALWAYS)}`;
    expect(said(assessing).join('\n')).toMatch(/benefit/);
    expect(said(assessing).join('\n')).toMatch(/required.*pass/);
    const paying = `${clauseList(ALWAYS)}pass: {clause: c}\n`;
    expect(said(paying).join('\n')).toContain('/pass');
  });

  it('offers an editor every fact with its Chinese name', () => {
    const leaf = (
      schema['$defs'] as Record<
        string,
        { properties: { fact: { enum: string[]; enumDescriptions: string[] } } }
      >
    )['factLeaf'];
    expect(leaf?.properties.fact.enum).toEqual([...DICTIONARY.facts.keys()]);
    expect(leaf?.properties.fact.enumDescriptions).toContain('研发投入强度');
  });
});
