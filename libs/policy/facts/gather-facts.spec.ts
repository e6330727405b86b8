import { describe, expect, it } from '@jest/globals';
import type { KnownRecognition } from '#libs/recognitions/queries.js';
import { DICTIONARY } from '../testing/lists.js';
import { NO_END, num } from '../domain/facts/values.js';
import { gatherFacts } from './gather-facts.js';
import { NOTHING_SAID, type SaidFigure } from './said-facts.js';

const HOLDER = '91411323MAXX00015T';

const enterprise = {
  creditCode: HOLDER,
  name: '西峡县测试新材料有限公司',
  regionCode: '411323',
  statisticalRegionCode: null,
  townshipCode: '411323001',
  industryCode: null,
  entityType: 'enterprise',
  registeredOn: '2015-03-01',
  deregisteredOn: null,
  eventIds: ['e1'],
} as const;

function record(
  over: Partial<KnownRecognition> & Pick<KnownRecognition, 'kind'>,
): KnownRecognition {
  return {
    id: `${over.kind}.N1`,
    number: 'N1',
    creditCode: HOLDER,
    attributes: {},
    countingYear: 2023,
    countedOn: '2023-06-01',
    validFrom: '2023-06-01',
    validTo: null,
    revokedOn: null,
    eventIds: ['r1'],
    ...over,
  };
}

function entries(records: readonly KnownRecognition[], asOf = '2023-11-30') {
  const [first] = records;
  const facts = gatherFacts(DICTIONARY, { enterprise, records, said: NOTHING_SAID }, asOf);
  return facts.registers.get(first?.kind ?? '') ?? [];
}

describe('facts of the enterprise', () => {
  const facts = gatherFacts(
    DICTIONARY,
    { enterprise, records: [], said: NOTHING_SAID },
    '2023-11-30',
  );

  it('cite its events', () => {
    expect(facts.values.get('enterprise.region')).toEqual({ value: '411323', events: ['e1'] });
    expect(facts.values.get('enterprise.registeredOn')?.value).toBe('2015-03-01');
  });

  it('what is not known is not there, and the place of statistics is the region unless told', () => {
    expect(facts.values.has('enterprise.industry')).toBe(false);
    expect(facts.values.get('enterprise.statisticalRegion')?.value).toBe('411323');
  });

  it.each([
    [null, false],
    ['2023-11-30', true],
    ['2023-12-01', false],
  ])('deregistered on %s is %s on the last of November', (deregisteredOn, expected) => {
    const of = { enterprise: { ...enterprise, deregisteredOn }, records: [], said: NOTHING_SAID };
    const known = gatherFacts(DICTIONARY, of, '2023-11-30');
    expect(known.values.get('enterprise.deregistered')?.value).toBe(expected);
  });

  it('no records leave every register out, for its absence to speak', () => {
    expect(facts.registers.size).toBe(0);
  });
});

describe('what people have said as facts', () => {
  const figure = (over: Partial<SaidFigure>): SaidFigure => ({
    ...{ fact: 'revenue', year: 2022, value: '100000000.00', confirmed: false, events: ['d1'] },
    ...over,
  });
  const gathered = (...figures: readonly SaidFigure[]) =>
    gatherFacts(
      DICTIONARY,
      {
        enterprise,
        records: [],
        said: { figures, answers: new Map([['q', { value: true, events: ['m1'] }]]) },
      },
      '2023-11-30',
    );

  it('are figures of their year, saying whether an officer has confirmed them', () => {
    const { values } = gathered(
      figure({}),
      figure({ fact: 'staff', value: 120, confirmed: true, events: ['d1', 'c1'] }),
    );
    expect(values.get('revenue@2022')).toEqual({
      value: num(10_000_000_000n),
      confirmed: false,
      events: ['d1'],
    });
    expect(values.get('staff@2022')).toEqual({
      value: num(120),
      confirmed: true,
      events: ['d1', 'c1'],
    });
    expect(values.has('revenue@2021')).toBe(false);
  });

  it('are never what the ledger records itself, or what the dictionary does not have', () => {
    const { values } = gathered(
      figure({ fact: 'no.such', value: 1 }),
      figure({ fact: 'enterprise.deregistered', value: true }),
      figure({ fact: 'rd.intensity', value: '0.03' }),
      figure({ fact: 'staff', value: 'many' }),
    );
    expect([...values.keys()].filter((key) => key.includes('@'))).toEqual([]);
    expect(values.get('enterprise.deregistered')?.value).toBe(false);
  });

  it('are officers’ answers by the key of the question', () => {
    expect(gathered().manual.get('q')).toEqual({ value: true, events: ['m1'] });
  });
});

describe('records as facts', () => {
  it('carry attributes in their types, and their events', () => {
    const attributes = {
      contractKind: 'service',
      registeredOn: '2023-06-01',
      contractValue: '5000000.00',
      technologyValue: '4000000.50',
    };
    const [entry] = entries([record({ kind: 'tech-contract', attributes })]);
    expect(entry).toMatchObject({
      id: 'N1',
      events: ['r1'],
      fields: {
        contractKind: 'service',
        registeredOn: '2023-06-01',
        contractValue: num(500_000_000n),
        technologyValue: num(400_000_050n),
        countingYear: num(2023),
        side: 'seller',
      },
    });
  });

  it('are not there before the day they count on', () => {
    const late = record({ kind: 'high-tech-firm', countedOn: '2023-12-01' });
    expect(entries([late])).toEqual([]);
    expect(entries([late], '2023-12-01')).toHaveLength(1);
  });

  it.each([
    ['2023-05-31', null, false],
    ['2023-06-01', null, true],
    ['2024-06-01', null, true],
    ['2024-06-02', null, false],
    ['2023-12-01', '2023-12-01', false],
    ['2023-11-30', '2023-12-01', true],
  ])('valid on %s, revoked from %s: %s', (asOf, revokedOn, valid) => {
    const certificate = record({
      kind: 'high-tech-firm',
      countedOn: '2023-01-01',
      validTo: '2024-06-01',
      revokedOn,
    });
    expect(entries([certificate], asOf)[0]?.fields['valid']).toBe(valid);
  });

  it('without a last day are valid without end', () => {
    expect(entries([record({ kind: 'enterprise-title' })])[0]?.fields['validTo']).toBe(NO_END);
  });

  it('a revocation of a later day is not known as effective yet', () => {
    const title = record({ kind: 'enterprise-title', revokedOn: '2023-12-01' });
    expect(entries([title])[0]?.fields['revoked']).toBe(false);
    expect(entries([title], '2023-12-01')[0]?.fields['revoked']).toBe(true);
  });
});

describe('what follows from other records', () => {
  const certificate = (number: string, countedOn: string, over: Partial<KnownRecognition> = {}) =>
    record({ kind: 'high-tech-firm', number, countedOn, validFrom: countedOn, ...over });
  const firsts = (records: readonly KnownRecognition[]) =>
    entries(records).map((entry) => entry.fields['first']);

  it('a certificate is the first unless an earlier one was ever valid', () => {
    const [old, now] = [certificate('A', '2020-01-01'), certificate('B', '2023-01-01')];
    expect(firsts([old, now])).toEqual([true, false]);
    const never = { ...old, revokedOn: '2020-01-01' };
    expect(firsts([never, now])).toEqual([true, true]);
    const lapsed = { ...old, revokedOn: '2021-01-01' };
    expect(firsts([lapsed, now])).toEqual([true, false]);
  });

  it('of two on one day the number decides', () => {
    expect(firsts([certificate('A', '2023-01-01'), certificate('B', '2023-01-01')])).toEqual([
      true,
      false,
    ]);
  });

  it('what the certificate says stands', () => {
    const says = certificate('B', '2023-01-01', { attributes: { first: true } });
    expect(firsts([certificate('A', '2020-01-01'), says])).toEqual([true, true]);
  });

  it('an SME’s entry is the first unless an earlier year had one', () => {
    const entry = (countingYear: number) =>
      record({ kind: 'sci-tech-sme', countingYear, countedOn: `${countingYear}-06-01` });
    const told = entries([entry(2022), entry(2023)]).map((e) => e.fields['firstEntry']);
    expect(told).toEqual([true, false]);
  });

  it('a platform that grew from another is promoted', () => {
    const told = [{}, { promotedFrom: 'municipal' }].map(
      (attributes) =>
        entries([record({ kind: 'innovation-platform', attributes })])[0]?.fields['promoted'],
    );
    expect(told).toEqual([false, true]);
  });

  const other = { creditCode: '91411323MAXX00023M', name: '另一家', regionCode: '410100' };
  const self = { creditCode: HOLDER, name: '本企业', regionCode: '411323' };

  it.each([
    ['without a seller the holder sells', { buyer: other }, 'seller'],
    ['named as seller', { buyer: other, seller: self }, 'seller'],
    ['named as buyer', { buyer: self, seller: other }, 'buyer'],
    ['another seller', { buyer: { name: '买方', regionCode: '410100' }, seller: other }, 'buyer'],
    [
      'a seller without a code, the holder buying',
      { buyer: self, seller: { name: '外地公司', regionCode: '110101' } },
      'buyer',
    ],
    [
      'a seller without a code, and the holder not named',
      { buyer: other, seller: { name: '某公司', regionCode: '411323' } },
      undefined,
    ],
    [
      'a natural person sells',
      { buyer: self, seller: { naturalPerson: true, regionCode: '411323' } },
      'buyer',
    ],
  ])('contract: %s', (_name, attributes, side) => {
    const [entry] = entries([record({ kind: 'tech-contract', attributes })]);
    expect(entry?.fields['side']).toBe(side);
  });

  it('parties give their regions', () => {
    const attributes = { buyer: other, seller: self };
    expect(entries([record({ kind: 'tech-contract', attributes })])[0]?.fields).toMatchObject({
      buyerRegion: '410100',
      sellerRegion: '411323',
    });
    const transfer = record({ kind: 'achievement-transfer', attributes: { provider: other } });
    expect(entries([transfer])[0]?.fields['providerRegion']).toBe('410100');
  });
});
