import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { MEASURE_OF, settingsOf, type Setting } from './counting-rule.js';
import { INDICATORS, type Indicator } from './indicators.js';

const PAGE = readFileSync('docs/reference/counting-rules.md', 'utf8');

/** The page's chapter about an indicator. */
function chapter({ code, name }: Indicator): string {
  const heading = `## \`${code}\` ${name} (\`measure: ${MEASURE_OF[code]}\`)`;
  const from = PAGE.indexOf(heading);
  expect(from).toBeGreaterThan(0);
  return PAGE.slice(from + heading.length).split('\n## ')[0] ?? '';
}

/** Rows of a setting: the first names it, those below have an empty first cell. */
function values(text: string, key: string): string[] {
  const rows = text.split('\n').map((line) => line.split('|').map((cell) => cell.trim()));
  const first = rows.findIndex((cells) => cells[1] === `\`${key}\``);
  const next = rows.findIndex((cells, n) => n > first && cells[1] !== '');
  return first < 0 ? [] : rows.slice(first, next < 0 ? rows.length : next).map((c) => c[2] ?? '');
}

function expected(setting: Setting): string[] {
  switch (setting.kind) {
    case 'choice':
      return Object.keys(setting.values).map((value) =>
        value === setting.standard ? `**\`${value}\`**` : `\`${value}\``,
      );
    case 'choices':
    case 'texts':
      return ['**empty list**'];
    case 'base-year':
      return ['**`null`**'];
  }
}

describe('the reference of counting rules', () => {
  it.each(INDICATORS.map((indicator) => [indicator.code, indicator] as const))(
    'has every setting of %s with its values, the default bold',
    (_code, indicator) => {
      const text = chapter(indicator);
      for (const [key, setting] of settingsOf(MEASURE_OF[indicator.code])) {
        expect({ key, values: values(text, key) }).toEqual({ key, values: expected(setting) });
      }
    },
  );
});
