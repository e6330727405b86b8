import { describe, expect, it } from '@jest/globals';
import { Refusal } from '#libs/kernel/refusal.js';
import { BUYER, HOLDER, OTHER, OUTSIDER, sample } from '../../testing/samples.js';
import type { FindingResolved, RecognitionKind } from '../events.js';
import { comparableName } from '../kinds/read.js';
import { kindOf } from '../kinds/registry.js';
import { readRecording } from '../record.js';
import { isFindingId, type FindingStatus } from './finding.js';
import { groupFindings, isCompared, type Compared } from './group-findings.js';
import { ownFindings, partyCodes, type Registry } from './own-findings.js';
import { readResolution, resolutionDecider, resolve } from './resolution.js';

function record(
  kind: RecognitionKind,
  attributes: Record<string, unknown> = {},
  rest: Record<string, unknown> = {},
): Compared {
  const read = readRecording(sample(kind, attributes, rest));
  if (read instanceof Refusal) throw new Error(read.detail);
  const number = read.number.source === 'to-issue' ? 'PT411323-2023-0001' : read.number.number;
  return {
    kind,
    number,
    creditCode: read.creditCode,
    attributes: read.attributes,
    dates: kindOf(kind).derive(read.attributes),
    revokedOn: null,
  };
}

const NAMES: Record<string, string[]> = {
  [HOLDER]: ['西峡县样本甲有限公司', '西峡县样本（老）有限公司'],
  [OTHER]: ['西峡县样本乙有限公司'],
};
const registry: Registry = {
  isRegistered: (code) => code in NAMES,
  namesOf: (code) => new Set((NAMES[code] ?? []).map(comparableName)),
  regionOn: (code) => (code in NAMES ? '411323' : undefined),
};
const codesOf = (found: readonly { readonly code: string }[]) => found.map(({ code }) => code);

describe('what a record raises by itself', () => {
  it.each<[string, Compared, string[]]>([
    ['a usual certificate', record('high-tech-firm'), []],
    [
      'an old prefix',
      record('high-tech-firm', {}, { number: 'GF202341000123' }),
      ['number-prefix'],
    ],
    ['another year', record('high-tech-firm', { recognitionYear: 2022 }), ['number-year']],
    [
      'another province',
      record('high-tech-firm', {}, { number: 'GR202344200123' }),
      ['number-province'],
    ],
    [
      'everything',
      record('high-tech-firm', {}, { number: 'GS202244200123' }),
      ['number-prefix', 'number-year', 'number-province'],
    ],
    ['a usual entry', record('sci-tech-sme'), []],
    ['a short number', record('sci-tech-sme', {}, { number: '202341132300' }), ['number-length']],
    ['the entry of another year', record('sci-tech-sme', { entryYear: 2022 }), ['number-year']],
    [
      'an entry of another province',
      record('sci-tech-sme', {}, { number: '202344132300012345' }),
      ['number-province'],
    ],
    [
      'a long number, whose blocks are not known',
      record('sci-tech-sme', {}, { number: '2023441323000123456789' }),
      ['number-length'],
    ],
    ['a usual contract', record('tech-contract'), []],
    [
      'a very small contract',
      record('tech-contract', { contractValue: '500', technologyValue: '400' }),
      ['amount-out-of-range'],
    ],
    [
      'a very large contract',
      record('tech-contract', { contractValue: '1000000000.01' }),
      ['amount-out-of-range'],
    ],
    ['a large contract', record('tech-contract', { contractValue: '1000000000' }), []],
    ['a platform', record('innovation-platform'), []],
  ])('%s', (_, subject, codes) => {
    expect(codesOf(ownFindings(subject, registry))).toEqual(codes);
  });

  it('a firm that moved in keeps its number without a doubt', () => {
    const fromHubei = { ...registry, regionOn: () => '420100' };
    const certificate = record('high-tech-firm', {}, { number: 'GR202342000123' });
    expect(ownFindings(certificate, fromHubei)).toEqual([]);
  });

  it('has an id that stays, and names the record', () => {
    const [one] = ownFindings(record('high-tech-firm', {}, { number: 'GF202341000123' }), registry);
    expect(one).toMatchObject({
      recordIds: ['high-tech-firm.GF202341000123'],
      creditCodes: [HOLDER],
      message: expect.stringContaining('高新技术企业 GF202341000123'),
    });
    expect(one?.id).toBe('number-prefix.0080c0a68be0902a');
    expect(isFindingId(one?.id ?? '')).toBe(true);
    expect(encodeURIComponent(one?.id ?? '')).toBe(one?.id);
  });
});

describe('a contract', () => {
  const ours = { name: '西峡县样本乙有限公司', creditCode: OTHER, regionCode: '411323' };
  const stranger = { name: '样本大学', regionCode: '410100' };
  it.each<[string, Record<string, unknown>, string[]]>([
    ['between two of ours', { buyer: ours }, ['both-parties-ours']],
    [
      'between two of ours, the seller being the holder by default',
      { buyer: ours, seller: undefined },
      ['both-parties-ours'],
    ],
    ['with a stranger', { buyer: stranger }, []],
    [
      'bought from a stranger',
      {
        seller: stranger,
        buyer: { name: '西峡县样本甲有限公司', creditCode: HOLDER, regionCode: '411323' },
      },
      [],
    ],
    [
      'bought from a stranger, the holder told by a former name',
      { seller: stranger, buyer: { name: '西峡县样本(老)有限公司', regionCode: '411323' } },
      [],
    ],
    ['between two strangers', { seller: stranger, buyer: BUYER }, ['holder-mismatch']],
    [
      'between a person and a stranger',
      { seller: { naturalPerson: true, regionCode: '411323' }, buyer: BUYER },
      ['holder-mismatch'],
    ],
    [
      'whose buyer has another name',
      { buyer: { ...ours, name: '西峡县样本丙有限公司' } },
      ['both-parties-ours', 'party-name-mismatch'],
    ],
    ['whose buyer is not ours, whatever its name', { buyer: { ...BUYER, name: 'x' } }, []],
  ])('%s', (_, attributes, codes) => {
    expect(codesOf(ownFindings(record('tech-contract', attributes), registry))).toEqual(codes);
  });

  it('between two of ours concerns both', () => {
    const [one] = ownFindings(record('tech-contract', { buyer: ours }), registry);
    expect(one?.creditCodes).toEqual([HOLDER, OTHER].sort());
  });

  it('names its parties by their codes', () => {
    expect(partyCodes(record('tech-contract'))).toEqual([OUTSIDER, HOLDER]);
    expect(partyCodes(record('achievement-transfer'))).toEqual([]);
  });
});

describe('certificates of one holder', () => {
  const certificate = (number: string, issuedOn: string, revokedOn: string | null = null) => ({
    ...record(
      'high-tech-firm',
      { issuedOn, recognitionYear: Number(issuedOn.slice(0, 4)) },
      { number },
    ),
    revokedOn,
  });
  const pairs = (...records: Compared[]) =>
    groupFindings(records).map(({ recordIds }) => recordIds.map((id) => id.slice(-1)).join(''));
  const A = certificate('GR202041000001', '2020-12-04');

  it.each<[string, Compared[], string[]]>([
    ['one', [A], []],
    ['one after the other', [A, certificate('GR202341000002', '2023-12-05')], []],
    ['two of one day', [A, certificate('GR202041000002', '2020-12-04')], ['12']],
    ['the second a year later', [A, certificate('GR202141000002', '2021-10-28')], ['12']],
    ['renewed weeks before the end', [A, certificate('GR202341000002', '2023-11-22')], []],
    [
      'renewed in the year before the end',
      [A, certificate('GR202241000002', '2022-12-31')],
      ['12'],
    ],
    [
      'the first taken back before',
      [
        certificate('GR202041000001', '2020-12-04', '2021-01-01'),
        certificate('GR202141000002', '2021-10-28'),
      ],
      [],
    ],
    [
      'the first taken back on the day',
      [
        certificate('GR202041000001', '2020-12-04', '2021-10-28'),
        certificate('GR202141000002', '2021-10-28'),
      ],
      [],
    ],
    [
      'the first taken back a day late',
      [
        certificate('GR202041000001', '2020-12-04', '2021-10-29'),
        certificate('GR202141000002', '2021-10-28'),
      ],
      ['12'],
    ],
    [
      'one that was never valid',
      [A, certificate('GR202141000002', '2021-10-28', '2021-01-01')],
      [],
    ],
    [
      'three, each with the one that reaches furthest',
      [
        A,
        certificate('GR202141000002', '2021-10-28', '2022-01-01'),
        certificate('GR202241000003', '2022-03-01'),
      ],
      ['12', '13'],
    ],
  ])('%s', (_, records, found) => {
    expect(pairs(...records)).toEqual(found);
    expect(pairs(...[...records].reverse())).toEqual(found);
  });
});

describe('entries and names of one holder', () => {
  const entry = (number: string, entryYear: number) =>
    record('sci-tech-sme', { entryYear }, { number });
  it('two entries of one year are a doubt, of two years are not', () => {
    const [a, b, c] = [
      entry('202341132300012345', 2023),
      entry('202341132300012346', 2023),
      entry('202441132300012345', 2024),
    ];
    const found = groupFindings([a, b, c]);
    expect(found).toMatchObject([
      {
        code: 'double-entry',
        recordIds: ['sci-tech-sme.202341132300012345', 'sci-tech-sme.202341132300012346'],
      },
    ]);
    expect(groupFindings([a, c])).toEqual([]);
  });

  const named = (kind: RecognitionKind, number: string, attributes: Record<string, unknown>) => ({
    ...record(kind, attributes),
    number,
  });
  it.each<RecognitionKind>(['innovation-platform', 'county-project', 'achievement-transfer'])(
    'two of %s with one name are a doubt, whatever brackets and blanks',
    (kind) => {
      const one = named(kind, 'X-1', { name: '样本（一期）中心' });
      expect(
        codesOf(groupFindings([one, named(kind, 'X-2', { name: '样本 (一期)中心' })])),
      ).toEqual(['possible-duplicate']);
      expect(groupFindings([one, named(kind, 'X-2', { name: '样本（二期）中心' })])).toEqual([]);
    },
  );

  it('a declared promotion is no duplicate', () => {
    const old = named('innovation-platform', 'X-1', { promotedFrom: undefined });
    const promoted = named('innovation-platform', 'X-2', {
      level: 'provincial',
      promotedFrom: 'municipal',
    });
    expect(groupFindings([old, promoted])).toEqual([]);
  });

  it('a title given anew years later is no duplicate, in the same year it is', () => {
    const titled = (number: string, approvedOn: string) =>
      named('enterprise-title', number, { approvedOn, validTo: undefined });
    const first = titled('X-1', '2020-02-01');
    expect(groupFindings([first, titled('X-2', '2023-02-01')])).toEqual([]);
    expect(codesOf(groupFindings([first, titled('X-2', '2020-12-01')]))).toEqual([
      'possible-duplicate',
    ]);
  });

  it('a third makes it another doubt', () => {
    const three = ['X-1', 'X-2', 'X-3'].map((number) => named('county-project', number, {}));
    const [two] = groupFindings(three.slice(0, 2));
    const [all] = groupFindings(three);
    expect(all?.recordIds).toHaveLength(3);
    expect(all?.id).not.toBe(two?.id);
  });

  it('contracts are not compared', () => {
    expect(isCompared('tech-contract')).toBe(false);
    expect(groupFindings([])).toEqual([]);
  });
});

describe('resolving a finding', () => {
  const id = 'number-prefix.0080c0a68be0902a';
  const input = { resolution: 'accepted', note: '整体迁入' } as const;
  const resolved: FindingResolved = {
    type: 'finding.resolved',
    schemaVersion: 1,
    data: { findingId: id, ...input },
  };
  const state = resolutionDecider.evolve(resolutionDecider.initial, resolved);

  it('is an event, and the same again is already so', () => {
    expect(resolve(id, input, 'open', null)).toEqual([resolved]);
    expect(resolve(id, input, 'resolved', state)).toEqual([]);
  });

  it('anew, when the doubt has come back, or to another conclusion, is an event', () => {
    expect(resolve(id, input, 'open', state)).toHaveLength(1);
    expect(resolve(id, { ...input, resolution: 'dismissed' }, 'resolved', state)).toHaveLength(1);
    expect(resolve(id, { ...input, note: '另一说明' }, 'resolved', state)).toHaveLength(1);
  });

  it.each<[FindingStatus | undefined, string]>([
    [undefined, 'finding-not-found'],
    ['gone', 'finding-gone'],
  ])('that is %s is refused', (status, code) => {
    expect(resolve(id, input, status, null)).toMatchObject({ code });
  });

  it.each([
    [{ resolution: 'ok', note: 'x' }, ['resolution not-allowed']],
    [{ resolution: 'accepted' }, ['note required']],
    [{}, ['resolution required', 'note required']],
  ])('with %j is refused', (bad, issues) => {
    const read = readResolution(bad as never);
    expect(read).toBeInstanceOf(Refusal);
    expect((read as Refusal).errors.map(({ path, code }) => `${path} ${code}`)).toEqual(issues);
  });

  it.each([
    '',
    'x',
    'number-prefix',
    `number-prefix.${'0'.repeat(15)}`,
    '../etc.0000000000000000',
    `A.${'0'.repeat(16)}`,
  ])('“%s” is no id of a finding', (text) => {
    expect(isFindingId(text)).toBe(false);
  });
});
