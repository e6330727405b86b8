import { readFileSync, writeFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { RECOGNITION_KIND_LABELS, RECOGNITION_KINDS } from '../events.js';
import { FINDING_LABELS } from '../findings/finding.js';
import { formOf } from '../form.js';
import { KIND_SPECS } from './registry.js';

const PAGE = 'docs/reference/recognition-kinds.md';

type Field = ReturnType<typeof formOf>['fields'][number];

function kindsText(): string {
  return KIND_SPECS.map((spec) => {
    const { kind, label, number, fields, counting } = formOf(spec);
    const rows = fields.map((field) =>
      row([name(field), field.label, typeOf(field), remarks(field)]),
    );
    const head = [row(['attribute', '中文', 'type', '说明']), row(['---', '---', '---', '---'])];
    return [
      `### \`${kind}\` ${label}`,
      `${number.label}：${number.hint}`,
      counting + '。',
      [...head, ...rows].join('\n'),
    ].join('\n\n');
  }).join('\n\n');
}

function findingsText(): string {
  const rows = Object.entries(FINDING_LABELS).map(([code, label]) => row([`\`${code}\``, label]));
  return [row(['code', '中文']), row(['---', '---']), ...rows].join('\n');
}

const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
const name = ({ name, required }: Field) => `\`${name}\`${required ? ' \\*' : ''}`;

function typeOf({ type, maxLength, regionRequired }: Field): string {
  if (maxLength !== null) return `${type}, ${maxLength}`;
  return regionRequired === false ? `${type}, place optional` : type;
}

function remarks({ values, hint, suggestions }: Field): string {
  return [
    hint ?? '',
    (values ?? []).map(({ code, label }) => `\`${code}\` ${label}`).join(' · '),
    suggestions === null ? '' : `常见：${suggestions.join('、')}`,
  ]
    .filter((part) => part !== '')
    .join('；');
}

const between = (mark: string) => new RegExp(`(<!-- ${mark} -->)[^]*(<!-- /${mark} -->)`);
/** Tables are padded by the formatter; what they say is compared. */
const bare = (text: string) => text.replace(/-{3,}/g, '---').replace(/[ \n]+/g, ' ');

it('every kind that the ledger has a code for is described, in the same order', () => {
  expect(KIND_SPECS.map(({ kind }) => kind)).toEqual(RECOGNITION_KINDS);
  expect(Object.keys(RECOGNITION_KIND_LABELS)).toEqual(RECOGNITION_KINDS);
});

it('the reference page says what the program does', () => {
  const page = readFileSync(PAGE, 'utf8');
  const told = page
    .replace(between('kinds'), (_, a: string, b: string) => `${a}\n\n${kindsText()}\n\n${b}`)
    .replace(between('findings'), (_, a: string, b: string) => `${a}\n\n${findingsText()}\n\n${b}`);
  if (process.env['UPDATE_DOCS'] === '1') writeFileSync(PAGE, told);
  else expect(bare(page)).toBe(bare(told));
});
