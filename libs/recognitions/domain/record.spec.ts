import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Refusal } from '#libs/kernel/refusal.js';
import { BUYER, FULL, given, HOLDER, OTHER, OUTSIDER, sample, SOURCE } from '../testing/samples.js';
import type { RecognitionKind } from './events.js';
import { KIND_SPECS } from './kinds/registry.js';
import { canonicalNumber, issuedNumber, numberSeries } from './number.js';
import { readRecording, record, type RecordRecognitionInput } from './record.js';
import type { RecognitionState } from './recognition.js';

const KINDS = KIND_SPECS.map((spec) => spec.kind);
const ISSUED_KINDS = KIND_SPECS.filter((spec) => spec.number.issued).map((spec) => spec.kind);

function when(
  state: RecognitionState,
  input: RecordRecognitionInput,
  number = input.number ?? 'PT411323-2023-0001',
) {
  const recording = readRecording(input);
  return recording instanceof Refusal ? recording : record(recording, number, state);
}
function eventOf(input: RecordRecognitionInput, number?: string) {
  const decision = when(given(), input, number);
  if (decision instanceof Refusal) throw new Error(decision.detail);
  const [event] = decision;
  if (!event) throw new Error('no event');
  return event;
}
function issuesOf(decision: unknown): string[] {
  expect(decision).toBeInstanceOf(Refusal);
  return (decision as Refusal).errors.map((issue) => `${issue.path} ${issue.code}`);
}

describe('recording', () => {
  it.each(KINDS)('a complete %s keeps every attribute as it was sent', (kind) => {
    expect(eventOf(sample(kind)).data.attributes).toEqual(FULL[kind]?.attributes);
  });

  it.each(KINDS)('a %s with only what is required is enough', (kind) => {
    const spec = KIND_SPECS.find((s) => s.kind === kind);
    const required = spec?.fields.filter((field) => field.required).map((field) => field.key) ?? [];
    const all = sample(kind).attributes;
    const attributes = Object.fromEntries(required.map((key) => [key, all[key]]));
    const input = { ...sample(kind), attributes };
    expect(eventOf(input).data.attributes).toEqual(attributes);
  });

  it.each<[RecognitionKind, object]>([
    [
      'high-tech-firm',
      {
        countingYear: 2023,
        countedOn: '2023-11-22',
        validFrom: '2023-11-22',
        validTo: '2026-11-22',
      },
    ],
    [
      'sci-tech-sme',
      {
        countingYear: 2023,
        countedOn: '2023-06-15',
        validFrom: '2023-06-15',
        validTo: '2024-03-31',
      },
    ],
    [
      'innovation-platform',
      { countingYear: 2023, countedOn: '2023-07-03', validFrom: '2023-07-03', validTo: null },
    ],
    [
      'tech-contract',
      { countingYear: 2023, countedOn: '2023-05-20', validFrom: '2023-05-20', validTo: null },
    ],
    [
      'county-project',
      { countingYear: 2023, countedOn: '2023-03-15', validFrom: '2023-03-15', validTo: null },
    ],
    [
      'achievement-transfer',
      { countingYear: 2023, countedOn: '2023-08-01', validFrom: '2023-08-01', validTo: null },
    ],
    [
      'enterprise-title',
      {
        countingYear: 2023,
        countedOn: '2023-02-01',
        validFrom: '2023-02-01',
        validTo: '2026-01-31',
      },
    ],
  ])('a %s derives when it counts and how long it is valid', (kind, dates) => {
    expect(eventOf(sample(kind)).data).toMatchObject(dates);
  });

  it('a certificate of a leap day ends on the last of February', () => {
    const { data } = eventOf(sample('high-tech-firm', { issuedOn: '2024-02-29' }));
    expect(data.validTo).toBe('2027-02-28');
  });

  it('a counting year that is not the year of the certificate is what the notice says', () => {
    const late = sample('high-tech-firm', { issuedOn: '2024-01-25', recognitionYear: 2023 });
    expect(eventOf(late).data).toMatchObject({ countingYear: 2023, countedOn: '2024-01-25' });
    const sme = sample('sci-tech-sme', { announcedOn: '2024-05-01', entryYear: 2023 });
    expect(eventOf(sme).data).toMatchObject({ validFrom: '2024-05-01', validTo: '2024-03-31' });
  });

  it('puts number, money and texts into canonical form', () => {
    const firm = sample('high-tech-firm', { batch: 1 }, { number: ' ｇｒ202341000123 ' });
    expect(eventOf(firm, 'GR202341000123').data.attributes['batch']).toBe('1');
    expect(readRecording(firm)).toMatchObject({ number: { number: 'GR202341000123' } });
    const contract = sample('tech-contract', {
      contractValue: 5000000,
      technologyValue: '4000000.5',
    });
    expect(eventOf(contract).data.attributes).toMatchObject({
      contractValue: '5000000.00',
      technologyValue: '4000000.50',
    });
  });

  it('takes null for left out', () => {
    expect(eventOf(sample('high-tech-firm', { batch: null })).data.attributes).not.toHaveProperty(
      'batch',
    );
  });

  it('keeps of a natural person only the place', () => {
    const { data } = eventOf(
      sample('tech-contract', { buyer: { naturalPerson: true, regionCode: '411323' } }),
    );
    expect(data.attributes['buyer']).toEqual({ naturalPerson: true, regionCode: '411323' });
  });

  it('takes a party’s credit code as people write it', () => {
    const buyer = { ...BUYER, creditCode: ` ${OUTSIDER.toLowerCase()}`, naturalPerson: false };
    expect(eventOf(sample('tech-contract', { buyer })).data.attributes['buyer']).toEqual(BUYER);
  });
});

type BadAttributes = [RecognitionKind, Record<string, unknown>, string];
const BAD_ATTRIBUTES: BadAttributes[] = [
  // wrong, missing and unknown attributes
  ['high-tech-firm', { recognitionYear: undefined }, 'attributes.recognitionYear required'],
  ['high-tech-firm', { recognitionYear: null }, 'attributes.recognitionYear required'],
  ['high-tech-firm', { recognitionYear: '2023' }, 'attributes.recognitionYear not-a-year'],
  ['high-tech-firm', { recognitionYear: 2023.5 }, 'attributes.recognitionYear not-a-year'],
  ['high-tech-firm', { recognitionYear: 1948 }, 'attributes.recognitionYear not-a-year'],
  ['high-tech-firm', { recognitionYear: 20230 }, 'attributes.recognitionYear not-a-year'],
  ['high-tech-firm', { issuedOn: undefined }, 'attributes.issuedOn required'],
  ['high-tech-firm', { issuedOn: '2023-02-30' }, 'attributes.issuedOn not-a-date'],
  ['high-tech-firm', { issuedOn: '2023-11-22T00:00:00Z' }, 'attributes.issuedOn not-a-date'],
  ['high-tech-firm', { issuedOn: '9999-12-31' }, 'attributes.issuedOn date-out-of-range'],
  ['high-tech-firm', { issuedOn: 45268 }, 'attributes.issuedOn not-a-date'],
  ['high-tech-firm', { first: 'true' }, 'attributes.first not-a-boolean'],
  ['high-tech-firm', { first: 1 }, 'attributes.first not-a-boolean'],
  ['high-tech-firm', { batch: 'x'.repeat(51) }, 'attributes.batch too-long'],
  ['high-tech-firm', { batch: -1 }, 'attributes.batch not-text'],
  ['high-tech-firm', { batch: 'a\u0000' }, 'attributes.batch unsafe-character'],
  ['high-tech-firm', { field: '新材料' }, 'attributes.field not-allowed'],
  ['high-tech-firm', { field: 'hasOwnProperty' }, 'attributes.field not-allowed'],
  ['high-tech-firm', { field: ['new-materials'] }, 'attributes.field not-allowed'],
  ['high-tech-firm', { entryYear: 2023 }, 'attributes.entryYear unknown-attribute'],
  ['high-tech-firm', { creditCode: OTHER }, 'attributes.creditCode unknown-attribute'],
  ['high-tech-firm', { ['__proto__x']: 1 }, 'attributes.__proto__x unknown-attribute'],
  ['sci-tech-sme', { entryYear: undefined }, 'attributes.entryYear required'],
  ['sci-tech-sme', { announcedOn: '' }, 'attributes.announcedOn not-a-date'],
  ['sci-tech-sme', { directPass: '是' }, 'attributes.directPass not-a-boolean'],
  ['sci-tech-sme', { score: 100.01 }, 'attributes.score not-a-score'],
  ['sci-tech-sme', { score: -1 }, 'attributes.score not-a-score'],
  ['sci-tech-sme', { score: 61.234 }, 'attributes.score not-a-score'],
  ['sci-tech-sme', { score: '' }, 'attributes.score not-a-score'],
  ['sci-tech-sme', { score: '六十' }, 'attributes.score not-a-score'],
  ['sci-tech-sme', { score: { $gt: 1 } }, 'attributes.score not-a-score'],
  ['innovation-platform', { name: undefined }, 'attributes.name required'],
  ['innovation-platform', { name: '  ' }, 'attributes.name required'],
  ['innovation-platform', { name: 7 }, 'attributes.name not-text'],
  ['innovation-platform', { platformType: undefined }, 'attributes.platformType required'],
  ['innovation-platform', { level: 'city' }, 'attributes.level not-allowed'],
  ['innovation-platform', { level: undefined }, 'attributes.level required'],
  ['innovation-platform', { approvedOn: undefined }, 'attributes.approvedOn required'],
  ['innovation-platform', { approvalMode: '认定' }, 'attributes.approvalMode not-allowed'],
  ['innovation-platform', { coBuilders: '样本大学' }, 'attributes.coBuilders not-a-list'],
  ['innovation-platform', { coBuilders: ['a', 5] }, 'attributes.coBuilders.1 not-text'],
  ['innovation-platform', { coBuilders: Array(21).fill('a') }, 'attributes.coBuilders not-a-list'],
  ['innovation-platform', { promotedFrom: 'PT1' }, 'attributes.promotedFrom not-accepted'],
  ['tech-contract', { contractKind: '开发' }, 'attributes.contractKind not-allowed'],
  ['tech-contract', { title: undefined }, 'attributes.title required'],
  ['tech-contract', { registeredOn: undefined }, 'attributes.registeredOn required'],
  ['tech-contract', { contractValue: '1.234' }, 'attributes.contractValue not-money'],
  ['tech-contract', { contractValue: '1,000' }, 'attributes.contractValue not-money'],
  ['tech-contract', { contractValue: '500万元' }, 'attributes.contractValue not-money'],
  ['tech-contract', { contractValue: -1 }, 'attributes.contractValue not-money'],
  ['tech-contract', { contractValue: '1e6' }, 'attributes.contractValue not-money'],
  ['tech-contract', { contractValue: 1e30 }, 'attributes.contractValue not-money'],
  ['tech-contract', { contractValue: [5] }, 'attributes.contractValue not-money'],
  ['tech-contract', { technologyValue: undefined }, 'attributes.technologyValue required'],
  ['tech-contract', { technologyValue: '0' }, 'attributes.technologyValue technology-value-range'],
  [
    'tech-contract',
    { technologyValue: '5000000.01' },
    'attributes.technologyValue technology-value-range',
  ],
  ['tech-contract', { buyer: undefined }, 'attributes.buyer required'],
  ['tech-contract', { buyer: '样本买方' }, 'attributes.buyer not-a-party'],
  ['tech-contract', { buyer: [BUYER] }, 'attributes.buyer not-a-party'],
  ['tech-contract', { buyer: { name: '甲' } }, 'attributes.buyer.regionCode required'],
  [
    'tech-contract',
    { buyer: { name: '甲', regionCode: '4101' } },
    'attributes.buyer.regionCode not-a-region',
  ],
  ['tech-contract', { buyer: { regionCode: '410100' } }, 'attributes.buyer.name required'],
  [
    'tech-contract',
    { buyer: { ...BUYER, creditCode: '123' } },
    'attributes.buyer.creditCode credit-code-length',
  ],
  ['tech-contract', { buyer: { ...BUYER, phone: '1' } }, 'attributes.buyer.phone unknown-field'],
  [
    'tech-contract',
    { buyer: { ...BUYER, naturalPerson: 'yes' } },
    'attributes.buyer.naturalPerson not-a-boolean',
  ],
  ['tech-contract', { buyer: { naturalPerson: true } }, 'attributes.buyer.regionCode required'],
  [
    'tech-contract',
    { buyer: { naturalPerson: true, regionCode: '411323', name: '张三' } },
    'attributes.buyer.name personal-data',
  ],
  ['tech-contract', { seller: { name: '甲' } }, 'attributes.seller.regionCode required'],
  [
    'tech-contract',
    { seller: undefined, buyer: { ...BUYER, creditCode: HOLDER } },
    'attributes.seller seller-required',
  ],
  ['tech-contract', { seller: BUYER }, 'attributes.seller same-party'],
  ['county-project', { name: undefined }, 'attributes.name required'],
  ['county-project', { mode: 'grant' }, 'attributes.mode not-allowed'],
  ['county-project', { funding: 'many' }, 'attributes.funding not-money'],
  ['county-project', { endOn: '2023-03-31' }, 'attributes.endOn ends-before-start'],
  ['achievement-transfer', { form: undefined }, 'attributes.form required'],
  ['achievement-transfer', { provider: undefined }, 'attributes.provider required'],
  [
    'achievement-transfer',
    { provider: { regionCode: '410100' } },
    'attributes.provider.name required',
  ],
  ['achievement-transfer', { transferredOn: '2023-13-01' }, 'attributes.transferredOn not-a-date'],
  [
    'achievement-transfer',
    { contractNumber: 'x'.repeat(41) },
    'attributes.contractNumber too-long',
  ],
  ['enterprise-title', { title: '瞪羚' }, 'attributes.title not-allowed'],
  ['enterprise-title', { title: undefined }, 'attributes.title required'],
  ['enterprise-title', { title: 'other', name: undefined }, 'attributes.name required'],
  ['enterprise-title', { level: undefined }, 'attributes.level required'],
  ['enterprise-title', { approvedOn: undefined }, 'attributes.approvedOn required'],
  ['enterprise-title', { validTo: '2023-01-31' }, 'attributes.validTo ends-before-start'],
];

describe('attributes that cannot be accepted', () => {
  it.each(BAD_ATTRIBUTES)('of %s %j are refused as %s', (kind, attributes, issue) => {
    expect(issuesOf(when(given(), sample(kind, attributes)))).toEqual([issue]);
  });

  it('are all named at once, each in Chinese', () => {
    const decision = when(given(), sample('high-tech-firm', { issuedOn: 'x', field: 'y', z: 1 }));
    expect(issuesOf(decision).sort()).toEqual([
      'attributes.field not-allowed',
      'attributes.issuedOn not-a-date',
      'attributes.z unknown-attribute',
    ]);
    for (const { message } of (decision as Refusal).errors)
      expect(message).toMatch(/\p{Script=Han}/u);
  });

  it('that are no object are refused', () => {
    for (const attributes of [undefined, null, 'x', 5, []]) {
      const input = {
        ...sample('high-tech-firm'),
        attributes,
      } as unknown as RecordRecognitionInput;
      expect(issuesOf(when(given(), input))).toEqual(['attributes not-an-object']);
    }
  });

  it('may not smuggle in a prototype', () => {
    const attributes = JSON.parse(
      '{"__proto__": {"issuedOn": "2023-11-22"}, "recognitionYear": 2023}',
    ) as object;
    const input = { ...sample('high-tech-firm'), attributes } as RecordRecognitionInput;
    expect(issuesOf(when(given(), input))).toEqual([
      'attributes.__proto__ unknown-attribute',
      'attributes.issuedOn required',
    ]);
  });
});

describe('the rest of a recording', () => {
  it.each<[Record<string, unknown>, string]>([
    [{ kind: 'firm' }, 'kind not-allowed'],
    [{ kind: '__proto__' }, 'kind not-allowed'],
    [{ kind: undefined }, 'kind not-allowed'],
    [{ creditCode: undefined }, 'creditCode required'],
    [{ creditCode: '91411323MAXX00023N' }, 'creditCode credit-code-check-digit'],
    [{ source: undefined }, 'source required'],
    [{ source: {} }, 'source.title required'],
    [{ source: { title: 'a', issuedOn: '2023-02-30' } }, 'source.issuedOn not-a-date'],
  ])('with %j is refused', (rest, issue) => {
    expect(issuesOf(when(given(), sample('high-tech-firm', {}, rest)))).toEqual([issue]);
  });

  it.each<[RecognitionKind, unknown, string]>([
    ['high-tech-firm', undefined, 'number required'],
    ['high-tech-firm', 'GR20234100012', 'number number-format'],
    ['high-tech-firm', 'GR2023410001234', 'number number-format'],
    ['high-tech-firm', 'G202341000123', 'number number-format'],
    ['high-tech-firm', '1R202341000123', 'number number-format'],
    ['high-tech-firm', 'GR2023-4100012', 'number number-format'],
    ['high-tech-firm', 202341000123, 'number number-characters'],
    ['high-tech-firm', 'GR2023/4100', 'number number-characters'],
    ['high-tech-firm', 'GR 202341000123', 'number number-characters'],
    ['high-tech-firm', `GR${'1'.repeat(200)}`, 'number number-characters'],
    ['sci-tech-sme', undefined, 'number required'],
    ['sci-tech-sme', '20234113230', 'number number-format'],
    ['sci-tech-sme', '2023411323000123456789012', 'number number-format'],
    ['sci-tech-sme', '1923411323000123', 'number number-format'],
    ['sci-tech-sme', 'HN202341132300012345', 'number number-format'],
    ['tech-contract', '1234567', 'number number-format'],
    ['tech-contract', '1'.repeat(25), 'number number-format'],
    ['tech-contract', '2341130000012A', 'number number-format'],
    ['innovation-platform', 'PT-1', 'number number-format'],
    ['innovation-platform', 'XM411323-2023-0001', 'number number-format'],
    ['county-project', 'PT411323-2023-0001', 'number number-format'],
    ['enterprise-title', 'ZJ1', 'number number-characters'],
  ])('%s with the number %j is refused as %s', (kind, number, issue) => {
    expect(issuesOf(when(given(), sample(kind, {}, { number })))).toEqual([issue]);
  });

  it.each<[RecognitionKind, string]>([
    ['high-tech-firm', 'GF201441000123'],
    ['high-tech-firm', 'GS202341000123'],
    ['high-tech-firm', 'GR202344200123'],
    ['sci-tech-sme', '202341132300'],
    ['sci-tech-sme', '202341132308A1234567890A'],
    ['tech-contract', '12345678'],
    ['tech-contract', '1'.repeat(24)],
    ['enterprise-title', 'ZJTX-2023-00123'],
    ['enterprise-title', 'CH2023411'],
  ])('%s with the unusual number %s is recorded', (kind, number) => {
    expect(eventOf(sample(kind, {}, { number })).data).toMatchObject({ number, issued: false });
  });

  it.each([
    ['河南省科技型中小企业备案名单', true],
    ['2023年第一批省级科技型中小企业名单', true],
    ['关于公布科技型中小企业备案的通知', true],
    ['关于公布河南省 科技型中小企业 的通知', true],
    ['河南省2023年第5批入库科技型中小企业名单', false],
    ['国家科技型中小企业入库公告', false],
    ['科技型中小企业评价结果公示', false],
    ['全国科技型中小企业备案系统公告', false],
    ['科技型中小企业名单', false],
  ])('an SME by the paper “%s” is another thing: %s', (title, refused) => {
    const decision = when(given(), sample('sci-tech-sme', {}, { source: { title } }));
    if (refused) expect(issuesOf(decision)).toEqual(['source.title provincial-filing']);
    else expect(decision).toHaveLength(1);
  });
});

describe('a number that is already there', () => {
  const input = sample('high-tech-firm');
  const recorded = eventOf(input);
  const revoked = {
    type: 'recognition.revoked',
    schemaVersion: 1,
    data: {
      kind: 'high-tech-firm',
      number: 'GR202341000123',
      creditCode: HOLDER,
      effectiveOn: '2024-01-01',
      reason: 'x',
      source: SOURCE,
    },
  } as const;
  const withdrawn = {
    type: 'recognition.withdrawn',
    schemaVersion: 1,
    data: { kind: 'high-tech-firm', number: 'GR202341000123', creditCode: HOLDER, reason: 'x' },
  } as const;

  it('with the same holder and content is already so, whatever paper it comes from', () => {
    expect(when(given(recorded), input)).toEqual([]);
    expect(when(given(recorded), { ...input, source: { title: '同一批，重发' } })).toEqual([]);
    expect(when(given(recorded, revoked), input)).toEqual([]);
  });

  it('of another holder is refused', () => {
    expect(when(given(recorded), { ...input, creditCode: OTHER })).toMatchObject({
      kind: 'conflict',
      code: 'number-held-by-another',
      extra: { creditCode: HOLDER },
    });
  });

  it('with other content is refused and says what differs', () => {
    expect(
      when(given(recorded), sample('high-tech-firm', { first: false, batch: undefined })),
    ).toMatchObject({
      kind: 'conflict',
      code: 'already-recorded-differently',
      extra: { different: ['batch', 'first'] },
    });
  });

  it('may be recorded anew after a withdrawal, also by another holder', () => {
    expect(when(given(recorded, withdrawn), input)).toHaveLength(1);
    expect(when(given(recorded, withdrawn), { ...input, creditCode: OTHER })).toMatchObject([
      { data: { creditCode: OTHER, number: 'GR202341000123' } },
    ]);
    expect(when(given(recorded, revoked, withdrawn), input)).toHaveLength(1);
  });
});

describe.each(ISSUED_KINDS)('the number of a %s', (kind) => {
  const spec = KIND_SPECS.find((s) => s.kind === kind);
  const series = numberSeries(spec?.number.issued ?? '', '411323', 2023);
  const number = issuedNumber(series, 1);
  const recorded = eventOf(sample(kind), number);
  const withdrawn = {
    type: 'recognition.withdrawn',
    schemaVersion: 1,
    data: { kind, number, creditCode: HOLDER, reason: 'x' },
  } as const;

  it('is issued when none is given', () => {
    expect(recorded.data).toMatchObject({ number, issued: true });
    expect(number).toMatch(/^[A-Z]{2}411323-2023-0001$/);
  });

  it('that is taken lets the next one be tried', () => {
    expect(when(given(recorded), sample(kind), number)).toMatchObject({
      code: 'issued-number-taken',
    });
    expect(when(given(recorded, withdrawn), sample(kind), number)).toMatchObject({
      code: 'issued-number-taken',
    });
  });

  it('may be given only when it was issued before and withdrawn', () => {
    const again = sample(kind, {}, { number });
    expect(issuesOf(when(given(), again))).toEqual(['number number-not-issued']);
    expect(when(given(recorded, withdrawn), again)).toMatchObject([
      { data: { number, issued: true } },
    ]);
    expect(when(given(recorded), again)).toEqual([]);
    expect(when(given(recorded), { ...again, creditCode: OTHER })).toMatchObject({
      code: 'number-held-by-another',
    });
  });
});

describe('numbers', () => {
  it('grow beyond four digits', () => {
    expect(issuedNumber('PT411323-2023', 10_000)).toBe('PT411323-2023-10000');
  });

  it('in canonical form stay as they are', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const once = canonicalNumber(text);
        if (once !== undefined) expect(canonicalNumber(once)).toBe(once);
      }),
    );
    fc.assert(
      fc.property(fc.stringMatching(/^ ?[0-9A-Za-zＡ-Ｚ０-９-]{4,40} ?$/), (text) => {
        const once = canonicalNumber(text);
        expect(once).toMatch(/^[0-9A-Z-]{4,40}$/);
        expect(canonicalNumber(once)).toBe(once);
        expect(encodeURIComponent(once ?? '')).toBe(once);
      }),
    );
  });
});

describe('laws of reading', () => {
  const junk = fc.anything({ withNullPrototype: true, withBigInt: true, withDate: true });

  it('whatever is sent is recorded or refused, never an exception', () => {
    const field = fc.constantFrom(
      ...KIND_SPECS.flatMap((spec) => spec.fields.map(({ key }) => [spec.kind, key] as const)),
    );
    fc.assert(
      fc.property(field, junk, junk, ([kind, key], value, number) => {
        const read = readRecording(sample(kind, { [key]: value }, { number }));
        if (read instanceof Refusal) expect(read.errors.length).toBeGreaterThan(0);
      }),
      { numRuns: 500 },
    );
  });

  it.each(KINDS)('reading the canonical attributes of %s again changes nothing', (kind) => {
    const once = eventOf(sample(kind)).data.attributes;
    expect(eventOf({ ...sample(kind), attributes: once }).data.attributes).toEqual(once);
  });
});
