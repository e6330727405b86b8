import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { HOLDERS } from '../../../test/property/ledger-commands.js';
import { TallyBench } from '../../../test/property/tally-bench.js';
import { defaultRule } from '../domain/counting-rule.js';
import { indicatorOf, type IndicatorCode } from '../domain/indicators.js';
import { readTargetPlan } from '../domain/target-plan.js';
import type { EvidenceItem, IndicatorTally } from '../queries.js';
import { applyTargetPlans, planKnownAt } from './target-plans.js';

const XIXIA = '411323';
const NEIXIANG = '411325';
const NANYANG = '411300';
const [FIRST = '', SECOND = '', THIRD = ''] = HOLDERS;
const SOURCE = { title: '样本公告' };

/** What is asked; left out: Xixia, 2023, at the end of 2023, all that is known. */
interface Asked {
  readonly region?: string;
  readonly year?: number;
  readonly asOf?: string;
  readonly position?: bigint;
}

describe('the tally', () => {
  let bench: TallyBench;
  beforeAll(async () => {
    bench = await TallyBench.open();
  });
  afterAll(() => bench.close());
  beforeEach(async () => {
    await bench.startOver();
    for (const holder of [FIRST, SECOND, THIRD]) await register(holder, XIXIA);
  });

  const register = (creditCode: string, regionCode: string, more: object = {}) =>
    bench.given(`enterprise-${creditCode}`, 'enterprise.registered', {
      creditCode,
      name: `企业${HOLDERS.indexOf(creditCode as never)}`,
      regionCode,
      ...more,
    });
  const move = (creditCode: string, regionCode: string, effectiveOn: string, more: object = {}) =>
    bench.given(`enterprise-${creditCode}`, 'enterprise.moved', {
      creditCode,
      regionCode,
      effectiveOn,
      source: SOURCE,
      ...more,
    });

  /** A record with the given attributes; dates as its kind derives them. */
  function recorded(
    type: 'recognition.recorded' | 'recognition.corrected',
    kind: string,
    number: string,
    holder: string,
    countedOn: string,
    more: {
      readonly year?: number;
      readonly validTo?: string | null;
      readonly attributes?: Readonly<Record<string, unknown>>;
    } = {},
  ): Promise<void> {
    return bench.given(`recognition-${kind}.${number}`, type, {
      kind,
      number,
      creditCode: holder,
      countingYear: more.year ?? Number(countedOn.slice(0, 4)),
      countedOn,
      validFrom: countedOn,
      validTo: more.validTo ?? null,
      attributes: more.attributes ?? {},
      source: SOURCE,
    });
  }
  type Recording = Parameters<typeof recorded>;
  const record = (kind: string, number: string, holder: string, on: string, more?: Recording[5]) =>
    recorded('recognition.recorded', kind, number, holder, on, more);
  const firm = (number: string, holder: string, on: string, more: Recording[5] = {}) =>
    record('high-tech-firm', number, holder, on, {
      validTo: `${Number(on.slice(0, 4)) + 3}${on.slice(4)}`,
      ...more,
    });
  const revoke = (kind: string, number: string, creditCode: string, effectiveOn: string) =>
    bench.given(`recognition-${kind}.${number}`, 'recognition.revoked', {
      kind,
      number,
      creditCode,
      effectiveOn,
      reason: '样本',
      source: SOURCE,
    });
  const withdraw = (kind: string, number: string, creditCode: string) =>
    bench.given(`recognition-${kind}.${number}`, 'recognition.withdrawn', {
      kind,
      number,
      creditCode,
      reason: '误录',
    });
  async function plan(items: unknown[], regionCode = XIXIA, year = 2023): Promise<void> {
    const read = readTargetPlan({ regionCode, year, items, source: SOURCE });
    if (!('items' in read)) throw new Error(read.detail);
    await bench.given(`targetPlan-${regionCode}.${year}`, 'targetPlan.set', read);
  }

  const question = async ({ region, year, asOf, position }: Asked) => {
    await bench.settle();
    return {
      region: region ?? XIXIA,
      year: year ?? 2023,
      asOf: asOf ?? '2023-12-31',
      position: position ?? bench.readModels.position,
    };
  };
  async function tally(code: IndicatorCode, asked: Asked = {}): Promise<IndicatorTally> {
    const { indicators } = await bench.tally(await question(asked));
    const found = indicators.find((one) => one.code === code);
    if (!found) throw new Error(code);
    return found;
  }
  const actual = async (code: IndicatorCode, asked?: Asked) => (await tally(code, asked)).actual;
  const evidence = async (code: IndicatorCode, asked: Asked = {}): Promise<EvidenceItem[]> => [
    ...(await bench.evidence(await question(asked), code)).items,
  ];
  const numbers = async (code: IndicatorCode, asked?: Asked) =>
    (await evidence(code, asked)).map(({ number }) => number);
  const position = async () => (await question({})).position;

  const FIRMS = 'high-tech-firms-new';
  const SMES = 'sci-tech-smes-entered';
  const CONTRACTS = 'tech-contract-value';
  const TRANSFERS = 'achievements-transferred';

  describe('as of a day', () => {
    it('counts what was counted by that day, the day itself included', async () => {
      await firm('GR1', FIRST, '2023-11-22');
      expect(await actual(FIRMS, { asOf: '2023-11-21' })).toBe('0');
      expect(await actual(FIRMS, { asOf: '2023-11-22' })).toBe('1');
    });

    it('counts by the year that the notice prints, not by the day it was issued', async () => {
      await firm('GR1', FIRST, '2024-01-25', { year: 2023 });
      expect(await actual(FIRMS, { asOf: '2023-12-31' })).toBe('0');
      expect(await actual(FIRMS, { asOf: '2024-01-25' })).toBe('1');
      expect(await actual(FIRMS, { year: 2024, asOf: '2024-12-31' })).toBe('0');
    });

    it('is not lowered when something expires', async () => {
      await record('sci-tech-sme', 'S1', FIRST, '2023-07-01', { validTo: '2024-03-31' });
      expect(await actual(SMES, { asOf: '2024-12-31' })).toBe('1');
    });

    it('is lowered by a revocation from the day it takes effect, within the plan year only', async () => {
      await firm('GR1', FIRST, '2023-03-01');
      await revoke('high-tech-firm', 'GR1', FIRST, '2023-09-01');
      expect(await actual(FIRMS, { asOf: '2023-08-31' })).toBe('1');
      expect(await actual(FIRMS, { asOf: '2023-09-01' })).toBe('0');
      await firm('GR2', SECOND, '2023-03-01');
      await revoke('high-tech-firm', 'GR2', SECOND, '2024-01-01');
      expect(await actual(FIRMS, { asOf: '2024-12-31' })).toBe('1');
    });

    it('loses a certificate that was never valid, and an earlier one out of the stock only', async () => {
      await firm('GR1', FIRST, '2023-11-22');
      await firm('GR0', SECOND, '2022-11-22');
      await revoke('high-tech-firm', 'GR1', FIRST, '2023-01-01');
      await revoke('high-tech-firm', 'GR0', SECOND, '2023-01-01');
      expect(await actual(FIRMS)).toBe('0');
      expect(await actual(FIRMS, { year: 2022, asOf: '2023-12-31' })).toBe('1');
      expect((await tally(FIRMS)).breakdown).toEqual({
        first: '0',
        renewed: '0',
        net: '-1',
        stock: '0',
      });
    });
  });

  describe('as known at a position', () => {
    it('a withdrawn record was never counted as known since, and still was as known before', async () => {
      await firm('GR1', FIRST, '2023-11-22');
      const before = await position();
      await withdraw('high-tech-firm', 'GR1', FIRST);
      expect(await actual(FIRMS)).toBe('0');
      expect(await actual(FIRMS, { position: before })).toBe('1');
    });

    it('a number that was withdrawn counts again when it is recorded anew, for its new holder', async () => {
      await firm('GR1', FIRST, '2023-11-22');
      await withdraw('high-tech-firm', 'GR1', FIRST);
      await firm('GR1', SECOND, '2023-11-22');
      const [item] = await evidence(FIRMS);
      expect(item).toMatchObject({ creditCode: SECOND, number: 'GR1' });
      expect(item?.eventIds).toHaveLength(1);
    });

    it('a correction changes what is counted from its own position on', async () => {
      const amount = (yuan: string) => ({
        attributes: {
          contractValue: yuan,
          technologyValue: '1.00',
          buyer: { name: '买方', regionCode: '420100' },
        },
      });
      await record('tech-contract', '2300', FIRST, '2023-05-20', amount('50000000.00'));
      const before = await position();
      const corrected = [
        'tech-contract',
        '2300',
        FIRST,
        '2023-05-20',
        amount('5000000.00'),
      ] as const;
      await recorded('recognition.corrected', ...corrected);
      expect(await actual(CONTRACTS, { position: before })).toBe('50000000.00');
      expect(await actual(CONTRACTS)).toBe('5000000.00');
      const [item] = await evidence(CONTRACTS);
      expect(item?.eventIds).toHaveLength(2);
      expect(item?.eventId).toBe(item?.eventIds[1]);
      expect(item?.position).toBe(`${bench.store.ledgerId}.${bench.events.at(-1)?.position}`);
    });

    it('a changed counting rule leaves the answers of before as they were', async () => {
      await firm('GR1', FIRST, '2023-11-22', { attributes: { first: false } });
      await plan([{ indicator: FIRMS, value: '1' }]);
      const before = await position();
      await plan([{ indicator: FIRMS, value: '2', countingRule: { count: 'first-only' } }]);
      expect(await tally(FIRMS, { position: before })).toMatchObject({
        actual: '1',
        completion: '1.0000',
        status: 'reached',
        target: { value: '1' },
      });
      expect(await tally(FIRMS)).toMatchObject({ actual: '0', status: 'behind' });
    });

    it('the plan in force is the last one, also when positions get another digit', async () => {
      const read = readTargetPlan({
        regionCode: XIXIA,
        year: 2023,
        items: [{ indicator: FIRMS, value: '1' }],
        source: SOURCE,
      });
      if (!('items' in read)) throw new Error(read.detail);
      for (const position of [99n, 100n]) {
        const source = { title: `第 ${position} 个事件` };
        const event = { position, revision: position, data: { ...read, source } };
        const stored = { ...event, type: 'targetPlan.set', id: randomUUID(), metadata: {} };
        await applyTargetPlans(
          { query: (sql, parameters) => bench.readModels.query(sql, parameters) },
          [
            {
              ...stored,
              stream: `targetPlan-${XIXIA}.2023`,
              recordedAt: '2023-06-16T00:00:00.000Z',
            },
          ],
        );
      }
      const plan = await planKnownAt(bench.readModels, XIXIA, 2023, 1000n);
      expect(plan).toMatchObject({ position: 100n, source: { title: '第 100 个事件' } });
    });
  });

  describe('by place', () => {
    it('a record counts where its holder was on the counting day, and stays there', async () => {
      await record('county-project', 'XM1', FIRST, '2023-04-30');
      await record('county-project', 'XM2', FIRST, '2023-05-01');
      await move(FIRST, NEIXIANG, '2023-05-01');
      expect(await numbers('county-projects')).toEqual(['XM1']);
      expect(await numbers('county-projects', { region: NEIXIANG })).toEqual(['XM2']);
      expect(await numbers('county-projects', { region: NANYANG })).toEqual(['XM1', 'XM2']);
    });

    it('a move that becomes known late changes the count from then on', async () => {
      await record('county-project', 'XM1', FIRST, '2023-06-01');
      const before = await position();
      await move(FIRST, NEIXIANG, '2023-05-01');
      expect(await actual('county-projects')).toBe('0');
      expect(await actual('county-projects', { position: before })).toBe('1');
    });

    it('of two moves on one day the one known last stands, of two days the later day', async () => {
      await move(FIRST, NEIXIANG, '2023-05-01');
      await move(FIRST, '411521', '2023-05-01');
      await move(FIRST, '411302', '2023-04-01');
      await record('county-project', 'XM1', FIRST, '2023-06-01');
      await record('county-project', 'XM2', FIRST, '2023-04-15');
      expect(await numbers('county-projects', { region: '411521' })).toEqual(['XM1']);
      expect(await numbers('county-projects', { region: '411302' })).toEqual(['XM2']);
      expect(await numbers('county-projects', { region: NEIXIANG })).toEqual([]);
    });

    it('counts an enclave by its statistical place where the rule says so', async () => {
      await register(HOLDERS[3] ?? '', '411302', { statisticalRegionCode: XIXIA });
      await record('county-project', 'XM1', HOLDERS[3] ?? '', '2023-06-01');
      expect(await actual('county-projects')).toBe('0');
      await plan([
        { indicator: 'county-projects', value: '1', countingRule: { place: 'statistical' } },
      ]);
      expect(await actual('county-projects')).toBe('1');
      expect(await actual('county-projects', { region: '411302' })).toBe('1');
    });

    it('the stock is where a firm is on the day, with a certificate it brought along', async () => {
      await firm('GR1', FIRST, '2021-11-22');
      await move(FIRST, NEIXIANG, '2023-05-01');
      const stock = async (asked: Asked) => (await tally(FIRMS, asked)).breakdown?.stock;
      expect(await stock({ asOf: '2023-04-30' })).toBe('1');
      expect(await stock({ asOf: '2023-05-01' })).toBe('0');
      expect(await stock({ asOf: '2023-05-01', region: NEIXIANG })).toBe('1');
      expect(await stock({ asOf: '2024-11-22', region: NEIXIANG, year: 2024 })).toBe('1');
      expect(await stock({ asOf: '2024-11-23', region: NEIXIANG, year: 2024 })).toBe('0');
    });

    it('a deregistered firm leaves the stock on its first day out, not the year’s count', async () => {
      await firm('GR1', FIRST, '2023-03-01');
      await bench.given(`enterprise-${FIRST}`, 'enterprise.deregistered', {
        creditCode: FIRST,
        effectiveOn: '2023-09-01',
        source: SOURCE,
      });
      const at = async (asOf: string) => {
        const { actual: count, breakdown } = await tally(FIRMS, { asOf });
        return [count, breakdown?.stock];
      };
      expect(await at('2023-08-31')).toEqual(['1', '1']);
      expect(await at('2023-09-01')).toEqual(['1', '0']);
    });
  });

  describe('of high-tech firms', () => {
    it('tells first from renewed by the history known, where the certificate does not say', async () => {
      await firm('GR1', FIRST, '2020-12-01');
      await firm('GR2', FIRST, '2023-11-22');
      await firm('GR3', SECOND, '2023-11-22');
      await firm('GR4', THIRD, '2023-11-22', { attributes: { first: false } });
      expect((await tally(FIRMS)).breakdown).toMatchObject({ first: '1', renewed: '2' });
      await withdraw('high-tech-firm', 'GR1', FIRST);
      expect((await tally(FIRMS)).breakdown).toMatchObject({ first: '2', renewed: '1' });
    });

    it('a certificate that was never valid is no history', async () => {
      await firm('GR1', FIRST, '2020-12-01');
      await firm('GR2', FIRST, '2023-11-22');
      await revoke('high-tech-firm', 'GR1', FIRST, '2020-01-01');
      expect((await tally(FIRMS)).breakdown).toMatchObject({ first: '1', renewed: '0' });
    });

    it('of two certificates of one day the lower number is the first', async () => {
      await firm('GR2', FIRST, '2023-11-22');
      await firm('GR1', FIRST, '2023-11-22');
      expect((await tally(FIRMS)).breakdown).toMatchObject({
        first: '1',
        renewed: '1',
        stock: '1',
      });
    });

    it('net growth is what came less what left, and its evidence adds up to it', async () => {
      await plan([{ indicator: FIRMS, value: '1', countingRule: { count: 'net' } }]);
      await firm('GR0', FIRST, '2020-06-01');
      await firm('GR1', SECOND, '2020-06-01');
      await firm('GR2', SECOND, '2023-05-01');
      await firm('GR3', THIRD, '2023-11-22');
      expect(await tally(FIRMS, { asOf: '2023-06-01' })).toMatchObject({ actual: '0' });
      const net = await tally(FIRMS);
      expect(net).toMatchObject({ actual: '0', evidenceCount: 2, status: 'behind' });
      expect(
        (await evidence(FIRMS)).map(({ number, contribution }) => [number, contribution]),
      ).toEqual([
        ['GR0', '-1'],
        ['GR3', '1'],
      ]);
      expect(await actual(FIRMS, { asOf: '2022-06-01' })).toBe('0');
    });
  });

  describe('of distinct things', () => {
    it('an SME that entered twice counts once, by its first entry', async () => {
      await record('sci-tech-sme', 'S2', FIRST, '2023-07-01');
      await record('sci-tech-sme', 'S1', FIRST, '2023-07-01');
      await record('sci-tech-sme', 'S0', FIRST, '2023-08-01');
      expect(await numbers(SMES)).toEqual(['S1']);
    });

    it('a city picks anew among the records of its counties, it does not add them up', async () => {
      await record('sci-tech-sme', 'S1', FIRST, '2023-04-01');
      await move(FIRST, NEIXIANG, '2023-05-01');
      await record('sci-tech-sme', 'S2', FIRST, '2023-07-01');
      expect(await numbers(SMES)).toEqual(['S1']);
      expect(await numbers(SMES, { region: NEIXIANG })).toEqual(['S2']);
      expect(await numbers(SMES, { region: NANYANG })).toEqual(['S1']);
      expect(await numbers(SMES, { region: '410000' })).toEqual(['S1']);
    });

    it('one result taken by one taker counts once, however its name was typed', async () => {
      const of = (name: string, provider: object = { name: '样本 大学' }) => ({
        attributes: { name, provider, form: 'licence' },
      });
      await record('achievement-transfer', 'CG1', FIRST, '2023-03-01', of('提取方法（Ⅱ型）'));
      await record(
        'achievement-transfer',
        'CG2',
        FIRST,
        '2023-04-01',
        of('提取 方法(II型)', { name: '样本大学' }),
      );
      await record('achievement-transfer', 'CG3', SECOND, '2023-05-01', of('提取方法【II型】'));
      await record('achievement-transfer', 'CG4', FIRST, '2023-06-01', of('提取方法2.0'));
      await record('achievement-transfer', 'CG5', FIRST, '2023-06-01', of('提取方法20'));
      expect(await numbers(TRANSFERS)).toEqual(['CG1', 'CG3', 'CG4', 'CG5']);
      await plan([{ indicator: TRANSFERS, value: '1', countingRule: { distinct: 'result' } }]);
      expect(await numbers(TRANSFERS)).toEqual(['CG1', 'CG4', 'CG5']);
    });

    it('of equal things the one that was revoked does not stand for the others', async () => {
      await record('sci-tech-sme', 'S1', FIRST, '2023-04-01');
      await record('sci-tech-sme', 'S2', FIRST, '2023-07-01');
      await revoke('sci-tech-sme', 'S1', FIRST, '2023-09-01');
      expect(await numbers(SMES, { asOf: '2023-08-31' })).toEqual(['S1']);
      expect(await numbers(SMES)).toEqual(['S2']);
    });
  });

  describe('of platforms', () => {
    it('counts municipal ones and above, filed too, and no promotions', async () => {
      const of = (level: string, more: object = {}) => ({ attributes: { level, ...more } });
      const at = '2023-07-03';
      await record('innovation-platform', 'PT1', FIRST, at, of('county'));
      await record(
        'innovation-platform',
        'PT2',
        FIRST,
        at,
        of('municipal', { approvalMode: 'filed' }),
      );
      await record(
        'innovation-platform',
        'PT3',
        FIRST,
        at,
        of('provincial', { department: '发改委' }),
      );
      await record(
        'innovation-platform',
        'PT4',
        FIRST,
        at,
        of('national', { promotedFrom: 'provincial' }),
      );
      expect(await numbers('platforms-new')).toEqual(['PT2', 'PT3']);
      const rule = { minLevel: 'provincial', promotions: 'count', departments: ['发改委'] };
      await plan([{ indicator: 'platforms-new', value: '1', countingRule: rule }]);
      expect(await numbers('platforms-new')).toEqual(['PT3']);
    });
  });

  describe('of contracts', () => {
    const contract = (number: string, holder: string, attributes: object) =>
      record('tech-contract', number, holder, '2023-05-20', {
        attributes: { contractValue: '100.00', technologyValue: '60.00', ...attributes },
      });
    const elsewhere = { name: '外地单位', regionCode: '420100' };

    it('adds what is sold from the region, never what is bought', async () => {
      await contract('1', FIRST, { buyer: elsewhere });
      await contract('2', SECOND, {
        seller: elsewhere,
        buyer: { name: '本地', creditCode: SECOND, regionCode: XIXIA },
      });
      expect(await actual(CONTRACTS)).toBe('100.00');
      expect(await numbers(CONTRACTS)).toEqual(['1']);
      const rule = { side: 'absorbed', amount: 'technology-value' };
      await plan([{ indicator: CONTRACTS, value: '1', countingRule: rule }]);
      expect(await actual(CONTRACTS)).toBe('60.00');
      expect(await evidence(CONTRACTS)).toMatchObject([
        { number: '2', amount: '100.00', contribution: '60.00' },
      ]);
    });

    it('takes a party’s place from its history, and a stranger’s from the contract', async () => {
      await move(FIRST, NEIXIANG, '2023-05-01');
      const seller = { name: '企业0', creditCode: FIRST, regionCode: XIXIA };
      await contract('1', SECOND, { seller, buyer: elsewhere });
      await contract('2', SECOND, {
        seller: { naturalPerson: true, regionCode: XIXIA },
        buyer: elsewhere,
      });
      expect(await numbers(CONTRACTS)).toEqual(['2']);
      expect(await numbers(CONTRACTS, { region: NEIXIANG })).toEqual(['1']);
    });
  });

  describe('of growth', () => {
    const figure = (period: string, value: string, publishedOn: string, regionCode = XIXIA) =>
      bench.given(`figure-rd-expenditure.${regionCode}`, 'figure.published', {
        series: 'rd-expenditure',
        regionCode,
        period,
        value,
        caliber: null,
        status: 'final',
        publishedOn,
        source: SOURCE,
      });

    it('waits for publication, shows the last published year, then its two vintages', async () => {
      await figure('2021', '100.00', '2022-10-27');
      await figure('2022', '120.00', '2023-10-19');
      await figure('2023', '150.00', '2024-10-17');
      await plan([{ indicator: 'rd-expenditure-growth', value: '20' }]);
      const growth = await tally('rd-expenditure-growth', { asOf: '2024-10-16' });
      expect(growth).toMatchObject({
        actual: null,
        completion: null,
        timeProgress: null,
        gapPoints: null,
        status: 'not-yet-known',
        latestPublished: { period: '2022', growth: '20.0000', publishedOn: '2023-10-19' },
        evidenceCount: 2,
      });
      expect(await tally('rd-expenditure-growth', { asOf: '2024-10-17' })).toMatchObject({
        actual: '25.0000',
        completion: '1.2500',
        gapPoints: '5.0000',
        status: 'reached',
      });
      expect(
        (await evidence('rd-expenditure-growth', { asOf: '2024-10-17' })).map((e) => [
          e.period,
          e.amount,
          e.recognitionId,
        ]),
      ).toEqual([
        ['2023', '150.00', null],
        ['2022', '120.00', null],
      ]);
    });

    it('of a city is that of the city’s own figures', async () => {
      await figure('2022', '1.00', '2023-10-19', NANYANG);
      await figure('2023', '2.00', '2024-10-17', NANYANG);
      const asked = { region: NANYANG, asOf: '2024-12-31' };
      expect(await actual('rd-expenditure-growth', asked)).toBe('100.0000');
      expect(await actual('rd-expenditure-growth', { asOf: '2024-12-31' })).toBeNull();
    });
  });

  it('of a region without a plan counts by the default rules and has no targets', async () => {
    await firm('GR1', FIRST, '2023-11-22');
    expect(await tally(FIRMS, { region: NANYANG })).toMatchObject({
      code: FIRMS,
      name: indicatorOf(FIRMS).name,
      countingRule: defaultRule(FIRMS),
      actual: '1',
      target: null,
      completion: null,
      ahead: null,
      status: 'no-target',
    });
  });

  describe('evidence', () => {
    beforeEach(async () => {
      for (let n = 0; n < 5; n += 1) {
        const holder = n % 2 === 0 ? FIRST : SECOND;
        await record('county-project', `XM${n}`, holder, `2023-0${n + 1}-01`);
      }
    });

    it('comes in pages, earliest first, with the name the holder had', async () => {
      await bench.given(`enterprise-${FIRST}`, 'enterprise.renamed', {
        creditCode: FIRST,
        name: '改名后',
        effectiveOn: '2024-01-01',
        source: SOURCE,
      });
      const page = await bench.evidence(await question({}), 'county-projects', {
        page: 2,
        pageSize: 2,
      });
      expect(page).toMatchObject({ total: 5, page: 2, pageSize: 2 });
      expect(page.items.map((item) => [item.number, item.enterpriseName])).toEqual([
        ['XM2', '企业0'],
        ['XM3', '企业1'],
      ]);
      const asked = await question({ asOf: '2024-01-01' });
      const later = await bench.evidence(asked, 'county-projects');
      expect(later.items[0]?.enterpriseName).toBe('改名后');
    });

    it('knows the total also beyond the last page', async () => {
      const beyond = { page: 9, pageSize: 2 };
      const page = await bench.evidence(await question({}), 'county-projects', beyond);
      expect(page).toMatchObject({ items: [], total: 5 });
    });

    it('is narrowed to one holder, after it was decided what stands for what', async () => {
      const all = { page: 1, pageSize: 50 };
      const own = await bench.evidence(await question({}), 'county-projects', all, SECOND);
      expect(own.total).toBe(2);
      expect(new Set(own.items.map(({ creditCode }) => creditCode))).toEqual(new Set([SECOND]));
      const none = await bench.evidence(await question({}), 'rd-expenditure-growth', all, SECOND);
      expect(none).toMatchObject({ items: [], total: 0 });
    });

    it('of an unknown indicator is not found', async () => {
      await expect(bench.evidence(await question({}), 'gdp')).rejects.toMatchObject({
        refusal: { kind: 'not-found', code: 'indicator-not-found' },
      });
    });
  });

  it('stops at a correction of something that was never recorded, it does not guess', async () => {
    await revoke('high-tech-firm', 'GR9', FIRST, '2023-01-01');
    await expect(bench.settle()).rejects.toThrow(/follows no record/);
  });
});
