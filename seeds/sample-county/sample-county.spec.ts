import { describe, expect, it, jest } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { dateInShanghai, parseDate } from '#libs/kernel/calendar-date.js';
import { canonicalJson, sha256Hex } from '#libs/kernel/canonical-json.js';
import { isCreditCode } from '#libs/kernel/credit-code.js';
import { townshipsOf } from '#libs/kernel/region.js';
import { loadDictionary } from '#libs/policy/dictionary.js';
import { RECOGNITION_KINDS } from '#libs/recognitions/domain/events.js';
import { isWorkingDay } from './basis/working-days.js';
import { DEMO_ENTERPRISE, sampleCounty } from './sample-county.js';
import type { SeedCommand, SeedStep } from './step.js';

const steps = sampleCounty();

type Of<Type extends SeedCommand['type']> = Extract<SeedCommand, { type: Type }>;
type Recorded = Of<'record-recognition'> & { readonly at: string };

function commands<Type extends SeedCommand['type']>(type: Type): Of<Type>[] {
  return steps
    .map((step) => step.command)
    .filter((command): command is Of<Type> => command.type === type);
}

const registered = commands('register-enterprise').map((command) => command.body);
const recorded: Recorded[] = steps.flatMap(({ at, command }) =>
  command.type === 'record-recognition' ? [{ ...command, at }] : [],
);

/** Every text of a command with the path it stands at. */
function textsOf(value: unknown, path = ''): [path: string, text: string][] {
  if (typeof value === 'string') return [[path, value]];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => textsOf(inner, `${path}.${key}`));
}

/** Codes that tests, the README and published standards use. */
const TAKEN = [
  '91411323MAXX00015T',
  '91411323MAXX00023M',
  '91411323MAXX00031G',
  '91411323MAXX0004X8',
  '91411323MAXX000588',
  '91411323MA0000007H',
  '91411323MA3X5GNL18',
];

describe('the sample county', () => {
  it('is the same on every call, and asks neither clock nor chance', () => {
    const clock = jest.spyOn(Date, 'now').mockImplementation(() => {
      throw new Error('the sample looked at the clock');
    });
    const chance = jest.spyOn(Math, 'random').mockImplementation(() => {
      throw new Error('the sample threw dice');
    });
    try {
      expect(sha256Hex(canonicalJson(sampleCounty()))).toBe(sha256Hex(canonicalJson(steps)));
    } finally {
      clock.mockRestore();
      chance.mockRestore();
    }
  });

  it('has record times that only rise, in office hours of working days from 2020 to spring 2024', () => {
    expect(steps[0]?.at.slice(0, 7)).toBe('2020-01');
    expect(steps.at(-1)?.at.slice(0, 7)).toBe('2024-04');
    const wrong = steps.filter(
      ({ at }, index) =>
        !/^\d{4}-\d\d-\d\dT0\d:\d\d:\d\d\.\d{3}Z$/.test(at) ||
        !isWorkingDay(dateInShanghai(at)) ||
        at <= (steps[index - 1]?.at ?? ''),
    );
    expect(wrong).toEqual([]);
  });

  it('is marked as a sample wherever a name is shown', () => {
    const names = steps.flatMap(({ command }) =>
      textsOf(command).filter(([path]) => /\.(name|title)$/.test(path)),
    );
    const titles = names.filter(([path]) => path.endsWith('.source.title'));
    expect(titles.filter(([, text]) => !text.startsWith('样例：'))).toEqual([]);
    const codes = /\.attributes\.title$/;
    const unmarked = names.filter(([path, text]) => !text.includes('样例') && !codes.test(path));
    expect(unmarked).toEqual([]);
    const documents = steps.flatMap(({ command }) =>
      textsOf(command).filter(([path]) => path.endsWith('.documentNumber')),
    );
    expect(documents.filter(([, text]) => !text.startsWith('样例科〔'))).toEqual([]);
  });

  it('holds no personal data', () => {
    const parties = recorded.flatMap(({ body }) => [
      body.attributes['buyer'],
      body.attributes['seller'],
    ]);
    const natural = parties.filter(
      (party) => typeof party === 'object' && party !== null && 'naturalPerson' in party,
    );
    expect(natural.length).toBeGreaterThan(0);
    for (const party of natural) {
      expect(party).toEqual({ naturalPerson: true, regionCode: expect.stringMatching(/^\d{6}$/) });
    }
    const all = canonicalJson(steps.map((step) => step.command));
    expect(all).not.toMatch(/联系人|电话|手机|法定代表人|身份证/);
    expect(all).not.toMatch(/(?<![0-9A-Z])1[3-9]\d{9}(?!\d)/);
  });
});

describe('its enterprises', () => {
  it('have valid codes that are nobody else’s, each once', () => {
    const codes = registered.map((body) => body.creditCode);
    expect(codes.filter((code) => !isCreditCode(code))).toEqual([]);
    expect(new Set(codes).size).toBe(codes.length);
    expect(codes.filter((code) => TAKEN.includes(code))).toEqual([]);
    expect(codes.filter((code) => code.slice(8, 12) !== 'MAXY')).toEqual([]);
  });

  it('have a name each', () => {
    const names = registered.map((body) => body.name);
    expect(new Set(names).size).toBe(names.length);
  });

  it('are about 420 in the county, over all its townships, more of them in the town', () => {
    const ours = registered.filter((body) => body.regionCode === '411323');
    expect(ours.length).toBeGreaterThan(400);
    expect(ours.length).toBeLessThan(440);
    const places = townshipsOf('411323').map((place) => place.code);
    expect(places).toHaveLength(19);
    const at = (code: string): number => ours.filter((body) => body.townshipCode === code).length;
    expect(places.filter((code) => at(code) === 0)).toEqual([]);
    expect(at('411323001') + at('411323002') + at('411323003')).toBeGreaterThan(ours.length / 4);
  });

  it('are also in neighbouring counties, and one is counted elsewhere than registered', () => {
    const near = registered.filter((body) => body.regionCode !== '411323');
    expect(new Set(near.map((body) => body.regionCode)).size).toBeGreaterThanOrEqual(5);
    expect(registered.filter((body) => body.statisticalRegionCode === '411323')).toHaveLength(1);
  });

  it('have one with a record of nearly every kind, for the demo account', () => {
    const held = recorded.filter(({ body }) => body.creditCode === DEMO_ENTERPRISE);
    expect(new Set(held.map(({ body }) => body.kind)).size).toBeGreaterThanOrEqual(6);
  });

  it('are not all firms', () => {
    const types = new Set(registered.map((body) => body.entityType));
    for (const type of ['cooperative', 'school', 'hospital', 'research-institute']) {
      expect(types).toContain(type);
    }
  });
});

describe('its records', () => {
  it.each(RECOGNITION_KINDS)('are there for every year 2020–2023: %s', (kind) => {
    for (const year of ['2020', '2021', '2022', '2023']) {
      const inYear = recorded.filter(({ body, at }) => body.kind === kind && at.startsWith(year));
      expect([kind, year, inYear.length > 0]).toEqual([kind, year, true]);
    }
  });

  it('have holders that were registered before, and undo what was recorded before', () => {
    const holders = new Set<string>();
    const refs = new Set<string>();
    const wrong: string[][] = [];
    for (const { at, command } of steps) {
      const missing = beforehand(command).filter((name) => !holders.has(name) && !refs.has(name));
      if (missing.length > 0) wrong.push([at, ...missing]);
      if (command.type === 'register-enterprise') holders.add(command.body.creditCode);
      if (command.type !== 'record-recognition') continue;
      if (refs.has(command.ref)) wrong.push([at, `${command.ref} is used twice`]);
      refs.add(command.ref);
    }
    expect(wrong).toEqual([]);
  });

  it('have real dates, none of them after the day they were recorded', () => {
    const wrong = steps.flatMap(({ at, command }) =>
      textsOf(command)
        .filter(([path]) => /(On|To)$/.test(path))
        .filter(([path, text]) => {
          const mayLieAhead = /(endOn|validTo|startOn)$/.test(path);
          const isReal = parseDate(text) !== undefined;
          return !isReal || (!mayLieAhead && text > dateInShanghai(at));
        })
        .map((faulty) => [at, ...faulty]),
    );
    expect(wrong).toEqual([]);
  });

  it('have numbers that are used once, but for the one that was withdrawn and recorded anew', () => {
    const numbers = recorded.flatMap(({ body }) => (body.number ? [body.number] : []));
    const again = numbers.filter((number, index) => numbers.indexOf(number) !== index);
    expect(again).toHaveLength(1);
    expect(numbers).not.toContain('GR202341000123');
  });

  it('show what the year 2023 looked like in mid November and what it became', () => {
    const known = (until: string): Record<string, number> =>
      Object.fromEntries(
        RECOGNITION_KINDS.map((kind) => [
          kind,
          recorded.filter(
            ({ body, at }) =>
              body.kind === kind &&
              at <= until &&
              body.creditCode.slice(2, 8) === '411323' &&
              [
                body.attributes['recognitionYear'],
                body.attributes['entryYear'],
                Number(String(body.attributes['approvedOn']).slice(0, 4)),
                Number(String(body.attributes['registeredOn']).slice(0, 4)),
                Number(String(body.attributes['transferredOn']).slice(0, 4)),
              ].includes(2023),
          ).length,
        ]),
      );
    expect(known('2023-11-15T16')).toMatchObject({
      // One of them is of 2022 and was put right in February.
      'high-tech-firm': 2,
      'sci-tech-sme': 332,
      'county-project': 6,
      'achievement-transfer': 10,
    });
    expect(known('2025')['high-tech-firm']).toBeGreaterThanOrEqual(15);
  });
});

describe('its slips', () => {
  const revoked = commands('revoke-recognition').map((command) => command.body);

  it.each<[string, () => boolean]>([
    [
      'a batch that is announced in January',
      () =>
        has(
          (b, at) =>
            b.kind === 'high-tech-firm' &&
            b.attributes['recognitionYear'] === 2023 &&
            at > '2024-01-25' &&
            at < '2024-02',
        ),
    ],
    [
      'a late batch in spring',
      () =>
        has(
          (b, at) =>
            b.kind === 'high-tech-firm' &&
            b.attributes['recognitionYear'] === 2023 &&
            at > '2024-04',
        ),
    ],
    [
      'a list that does not say whether it is the first certificate',
      () => has((b) => b.kind === 'high-tech-firm' && !('first' in b.attributes)),
    ],
    [
      'a first and a renewed certificate',
      () => [true, false].every((first) => has((b) => b.attributes['first'] === first)),
    ],
    ['a retroactive cancellation by year', () => revoked.some((body) => body.fromYear === 2022)],
    [
      'an entry that was revoked',
      () => commands('revoke-recognition').some((c) => c.record.startsWith('sci-tech-sme:2023')),
    ],
    ['a renamed firm', () => commands('rename-enterprise').length >= 3],
    [
      'a firm that moved in and one that moved out',
      () => movesBetween('411325', '411323') && movesBetween('411323', '411326'),
    ],
    ['a firm that is no more', () => commands('deregister-enterprise').length >= 3],
    ['two certificates in force at once', () => hasDoubleCertificate()],
    ['a number of another province', () => has((b) => b.number?.slice(6, 8) === '42')],
    [
      'an entry number that was copied badly',
      () => has((b) => b.kind === 'sci-tech-sme' && b.number?.length !== 18),
    ],
    ['a withdrawn record', () => commands('withdraw-recognition').length >= 2],
    [
      'an amount put right',
      () => commands('correct-recognition').some((c) => c.body.reason.includes('多一个零')),
    ],
    [
      'a year put right',
      () => commands('correct-recognition').some((c) => 'recognitionYear' in c.body.attributes),
    ],
    [
      'an amended contract',
      () => commands('correct-recognition').some((c) => c.body.reason.includes('补充协议')),
    ],
    [
      'a cancelled contract',
      () => commands('revoke-recognition').some((c) => c.record.startsWith('tech-contract')),
    ],
    [
      'a contract between two of ours',
      () =>
        has(
          (b) =>
            b.kind === 'tech-contract' &&
            !('seller' in b.attributes) &&
            registered.some(
              (r) => r.creditCode === (b.attributes['buyer'] as { creditCode?: string }).creditCode,
            ),
        ),
    ],
    [
      'a contract that a firm of ours buys',
      () => has((b) => b.kind === 'tech-contract' && 'seller' in b.attributes),
    ],
    [
      'a platform of every level',
      () =>
        ['national', 'provincial', 'municipal', 'county'].every((level) =>
          has((b) => b.kind === 'innovation-platform' && b.attributes['level'] === level),
        ),
    ],
    ['a promotion', () => has((b) => 'promotedFrom' in b.attributes)],
    ['a filed platform', () => has((b) => b.attributes['approvalMode'] === 'filed')],
    ['one result with two takers', () => takersOf('石墨深加工低能耗提纯技术（样例）') === 2],
    [
      'a figure that was revised',
      () =>
        commands('publish-figure').some(
          (c) => c.body.series === 'gdp' && c.body.status === 'revised',
        ),
    ],
  ])('include %s', (_, isThere) => {
    expect(isThere()).toBe(true);
  });

  it('leave the research figures of 2023 open: they are published in autumn 2024', () => {
    const periods = commands('publish-figure')
      .filter(({ body }) => body.series === 'rd-expenditure' && body.regionCode === '411323')
      .map(({ body }) => body.period);
    expect(periods).toEqual(expect.arrayContaining(['2020', '2021', '2022']));
    expect(periods).not.toContain('2023');
  });
});

describe('docs/explanation/sample-county.md', () => {
  it('names codes and numbers that are there', () => {
    const page = readFileSync('docs/explanation/sample-county.md', 'utf8');
    const quoted = page.match(/`[0-9A-Z-]{12,}`/g)?.map((text) => text.slice(1, -1)) ?? [];
    const known = canonicalJson(steps);
    expect(quoted.length).toBeGreaterThan(10);
    expect(quoted.filter((text) => !known.includes(`"${text}"`))).toEqual([]);
  });
});

describe('its declared figures', () => {
  const submitted = commands('submit-declaration');
  const of2022 = new Set(
    submitted.filter(({ body }) => body.year === 2022).map(({ creditCode }) => creditCode),
  );
  const confirmed = commands('confirm-declaration').filter(({ year }) => year === 2022);

  it('are of three years, the demo enterprise’s among them', () => {
    expect(of2022.size).toBe(36);
    for (const year of [2020, 2021, 2022]) {
      const codes = submitted.filter(({ body }) => body.year === year).map((c) => c.creditCode);
      expect(codes).toContain(DEMO_ENTERPRISE);
    }
  });

  it('are mostly confirmed; some wait, some were not accepted, one is declared anew', () => {
    const decided = new Set(confirmed.map(({ creditCode }) => creditCode));
    expect([...of2022].filter((code) => !decided.has(code))).toHaveLength(5);
    expect(commands('reject-declaration')).toHaveLength(2);
    expect(submitted.filter(({ body }) => body.year === 2022)).toHaveLength(37);
  });

  it('are declared by names that the dictionary has', () => {
    const { facts } = loadDictionary();
    const names = new Set(submitted.flatMap(({ body }) => Object.keys(body.figures)));
    expect([...names].filter((name) => !facts.get(name)?.declarable)).toEqual([]);
  });
});

describe('its plan and policy list', () => {
  const at = (type: SeedCommand['type']): string => stepOf(type)?.at ?? '';

  it('come after the work report of 15 June 2023, the list drafted before it is published', () => {
    expect(at('set-target-plan') > '2023-06-15').toBe(true);
    expect(at('draft-policy-list') > at('set-target-plan')).toBe(true);
    expect(at('publish-policy-list') > at('draft-policy-list')).toBe(true);
  });
});

function stepOf(type: SeedCommand['type']): SeedStep | undefined {
  return steps.find((step) => step.command.type === type);
}

function has(test: (body: Recorded['body'], at: string) => boolean): boolean {
  return recorded.some(({ body, at }) => test(body, at));
}

function movesBetween(from: string, to: string): boolean {
  return commands('move-enterprise').some(
    ({ creditCode, body }) =>
      body.regionCode === to &&
      registered.some((r) => r.creditCode === creditCode && r.regionCode === from),
  );
}

function hasDoubleCertificate(): boolean {
  const issued = recorded
    .filter(({ body }) => body.kind === 'high-tech-firm')
    .map(({ body }) => [body.creditCode, Number(body.attributes['recognitionYear'])] as const);
  return issued.some(([code, year]) => issued.some(([c, y]) => c === code && y === year + 1));
}

function takersOf(result: string): number {
  const takers = recorded.filter(({ body }) => body.attributes['name'] === result);
  return new Set(takers.map(({ body }) => body.creditCode)).size;
}

/** What has to be there before the command: credit codes and names of record steps. */
function beforehand(command: SeedCommand): string[] {
  switch (command.type) {
    case 'rename-enterprise':
    case 'move-enterprise':
    case 'deregister-enterprise':
      return [command.creditCode];
    case 'record-recognition': {
      const numbers = textsOf(command.body.attributes).filter(([p]) => p.endsWith('.numberOf'));
      return [command.body.creditCode, ...numbers.map(([, name]) => name)];
    }
    case 'correct-recognition':
    case 'revoke-recognition':
    case 'withdraw-recognition':
      return [command.record];
    default:
      return [];
  }
}
