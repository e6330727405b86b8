import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { fold } from '#libs/kernel/decider.js';
import { Refusal } from '#libs/kernel/refusal.js';
import {
  deregister,
  move,
  readDeregistration,
  readMove,
  readRename,
  rename,
  type MoveEnterpriseInput,
} from './changes.js';
import {
  enterpriseDecider,
  enterpriseOn,
  heldOn,
  otherNames,
  type EnterpriseState,
} from './enterprise.js';
import type { EnterpriseEvent } from './events.js';
import { readRegistration, register, type RegisterEnterpriseInput } from './registration.js';

const CODE = '91411323MAXX00023M';
const TODAY = '2023-12-01';
const source = { title: '登记通知书' };
const registration = { creditCode: CODE, name: '西峡县样本甲有限公司', regionCode: '411323' };

const registered: EnterpriseEvent = {
  type: 'enterprise.registered',
  schemaVersion: 1,
  data: registration,
};
const renamed = (name: string, effectiveOn: string): EnterpriseEvent => ({
  type: 'enterprise.renamed',
  schemaVersion: 1,
  data: { creditCode: CODE, name, effectiveOn, source },
});
const moved = (regionCode: string, effectiveOn: string): EnterpriseEvent => ({
  type: 'enterprise.moved',
  schemaVersion: 1,
  data: { creditCode: CODE, regionCode, effectiveOn, source },
});
const deregistered = (effectiveOn: string): EnterpriseEvent => ({
  type: 'enterprise.deregistered',
  schemaVersion: 1,
  data: { creditCode: CODE, effectiveOn, source },
});

const given = (...events: EnterpriseEvent[]): EnterpriseState => fold(enterpriseDecider, events);

function whenRegistered(state: EnterpriseState, input: Partial<RegisterEnterpriseInput> = {}) {
  const data = readRegistration({ ...registration, ...input });
  return data instanceof Refusal ? data : register(data, TODAY, state);
}
function whenRenamed(state: EnterpriseState, name: string, effectiveOn: string) {
  const data = readRename(CODE, { name, effectiveOn, source });
  return data instanceof Refusal ? data : rename(data, state);
}
function whenMoved(state: EnterpriseState, input: Partial<MoveEnterpriseInput>) {
  const data = readMove(CODE, {
    regionCode: '411326',
    effectiveOn: '2023-05-01',
    source,
    ...input,
  });
  return data instanceof Refusal ? data : move(data, state);
}
function whenDeregistered(state: EnterpriseState, effectiveOn: string) {
  const data = readDeregistration(CODE, { effectiveOn, source });
  return data instanceof Refusal ? data : deregister(data, state);
}
function issuesOf(decision: unknown): string[] {
  expect(decision).toBeInstanceOf(Refusal);
  return (decision as Refusal).errors.map((issue) => `${issue.path} ${issue.code}`);
}

describe('registering an enterprise', () => {
  it('is an event with the canonical code and name', () => {
    const decision = whenRegistered(given(), {
      creditCode: ' ９1411323maxx00023m ',
      name: ' 西峡县样本甲有限公司 ',
      townshipCode: '411323001',
      industryCode: 'c3130',
      entityType: null,
      registeredOn: '2015-03-04',
    });
    expect(decision).toEqual([
      {
        ...registered,
        data: {
          ...registration,
          townshipCode: '411323001',
          industryCode: 'C3130',
          registeredOn: '2015-03-04',
        },
      },
    ]);
  });

  it('again with the same content is already so', () => {
    expect(whenRegistered(given(registered))).toEqual([]);
    expect(whenRegistered(given(registered), { entityType: 'enterprise' })).toEqual([]);
    expect(whenRegistered(given(registered), { statisticalRegionCode: '411323' })).toEqual([]);
  });

  it('as it was before a rename, and as it is since, is both already so', () => {
    const state = given(
      registered,
      renamed('新名有限公司', '2023-01-01'),
      moved('411326', '2023-02-01'),
    );
    expect(whenRegistered(state)).toEqual([]);
    expect(whenRegistered(state, { name: '新名有限公司', regionCode: '411326' })).toEqual([]);
  });

  it.each<[string, Partial<RegisterEnterpriseInput>]>([
    ['name', { name: '另一家有限公司' }],
    ['place', { regionCode: '411326' }],
    ['township', { townshipCode: '411323001' }],
    ['industry', { industryCode: 'C3130' }],
    ['date', { registeredOn: '2015-03-04' }],
    ['type', { entityType: 'school' }],
  ])('with another %s is refused and says what is registered', (_, input) => {
    const decision = whenRegistered(given(registered), input);
    expect(decision).toMatchObject({
      kind: 'conflict',
      code: 'enterprise-already-registered',
      detail: expect.stringContaining('西峡县样本甲有限公司'),
    });
  });

  it('as a firm that is gone says it is registered', () => {
    expect(whenRegistered(given(registered, deregistered('2023-06-01')))).toEqual([]);
  });

  it.each<[Partial<Record<keyof RegisterEnterpriseInput, unknown>>, string[]]>([
    [{ creditCode: '91411323MAXX00023N' }, ['creditCode credit-code-check-digit']],
    [{ creditCode: 9144030019 }, ['creditCode credit-code-not-text']],
    [{ creditCode: undefined }, ['creditCode required']],
    [{ name: '' }, ['name required']],
    [{ name: 'x'.repeat(201) }, ['name too-long']],
    [{ name: 'a\u0000' }, ['name unsafe-character']],
    [{ name: { $gt: '' } }, ['name not-text']],
    [{ regionCode: undefined }, ['regionCode required']],
    [{ regionCode: 411323 }, ['regionCode not-a-region']],
    [{ regionCode: '4113' }, ['regionCode not-a-region']],
    [{ regionCode: '991323' }, ['regionCode not-a-region']],
    [{ regionCode: '411371' }, ['regionCode statistical-only']],
    [{ statisticalRegionCode: '' }, ['statisticalRegionCode not-a-region']],
    [{ townshipCode: '411323999' }, ['townshipCode not-a-township']],
    [{ townshipCode: '411326001' }, ['townshipCode not-a-township']],
    [{ townshipCode: '41132' }, ['townshipCode not-a-township']],
    [{ industryCode: '3130' }, ['industryCode not-an-industry']],
    [{ industryCode: 'U3130' }, ['industryCode not-an-industry']],
    [{ entityType: 'firm' }, ['entityType not-allowed']],
    [{ entityType: 'constructor' }, ['entityType not-allowed']],
    [{ registeredOn: '2023-02-30' }, ['registeredOn not-a-date']],
    [{ name: null, registeredOn: 'x' }, ['name required', 'registeredOn not-a-date']],
  ])('with %j is refused at the field', (input, issues) => {
    expect(issuesOf(whenRegistered(given(), input as Partial<RegisterEnterpriseInput>))).toEqual(
      issues,
    );
  });

  it('may give a statistical place that GB/T 2260 does not know', () => {
    expect(whenRegistered(given(), { statisticalRegionCode: '411371' })).toMatchObject([
      { data: { regionCode: '411323', statisticalRegionCode: '411371' } },
    ]);
  });
});

describe('renaming an enterprise', () => {
  it('is an event', () => {
    expect(whenRenamed(given(registered), '新名有限公司', '2023-01-01')).toEqual([
      renamed('新名有限公司', '2023-01-01'),
    ]);
  });

  it('to the name it has on that day is already so', () => {
    const state = given(registered, renamed('新名有限公司', '2023-01-01'));
    expect(whenRenamed(state, '新名有限公司', '2023-01-01')).toEqual([]);
    expect(whenRenamed(state, '新名有限公司', '2023-06-01')).toEqual([]);
    expect(whenRenamed(state, registration.name, '2022-12-31')).toEqual([]);
  });

  it('from an earlier day than known, or back again, is an event', () => {
    const state = given(registered, renamed('新名有限公司', '2023-01-01'));
    expect(whenRenamed(state, '新名有限公司', '2022-06-01')).toHaveLength(1);
    expect(whenRenamed(state, registration.name, '2023-01-01')).toHaveLength(1);
  });

  it('that is not registered is not found', () => {
    expect(whenRenamed(given(), '新名有限公司', '2023-01-01')).toMatchObject({
      kind: 'not-found',
      code: 'enterprise-not-found',
    });
  });

  it('after its end is refused, before its end it may still become known', () => {
    const state = given(registered, deregistered('2023-06-01'));
    expect(whenRenamed(state, '新名有限公司', '2023-06-01')).toMatchObject({
      kind: 'conflict',
      code: 'enterprise-deregistered',
    });
    expect(whenRenamed(state, '新名有限公司', '2023-05-31')).toHaveLength(1);
  });

  it('needs a real day and a source', () => {
    const decision = readRename(CODE, { name: ' ', effectiveOn: '2023-02-29' } as never);
    expect(issuesOf(decision)).toEqual([
      'name required',
      'effectiveOn not-a-date',
      'source required',
    ]);
  });
});

describe('moving an enterprise', () => {
  it('is an event', () => {
    expect(whenMoved(given(registered), { townshipCode: null })).toEqual([
      moved('411326', '2023-05-01'),
    ]);
  });

  it('to where it is on that day is already so', () => {
    expect(whenMoved(given(registered), { regionCode: '411323' })).toEqual([]);
    const state = given(registered, moved('411326', '2023-05-01'));
    expect(whenMoved(state, {})).toEqual([]);
    expect(whenMoved(state, { effectiveOn: '2023-05-02' })).toEqual([]);
  });

  it('inside the county, or only for the statistics, is an event', () => {
    expect(
      whenMoved(given(registered), { regionCode: '411323', townshipCode: '411323101' }),
    ).toHaveLength(1);
    expect(
      whenMoved(given(registered), { regionCode: '411323', statisticalRegionCode: '411326' }),
    ).toHaveLength(1);
  });

  it('after its end is refused', () => {
    const state = given(registered, deregistered('2023-04-01'));
    expect(whenMoved(state, {})).toMatchObject({ code: 'enterprise-deregistered' });
    expect(whenMoved(state, { effectiveOn: '2023-03-31' })).toHaveLength(1);
  });

  it('that is not registered is not found', () => {
    expect(whenMoved(given(), {})).toMatchObject({ code: 'enterprise-not-found' });
  });

  it('needs a place', () => {
    expect(issuesOf(whenMoved(given(registered), { regionCode: '12' }))).toEqual([
      'regionCode not-a-region',
    ]);
  });
});

describe('deregistering an enterprise', () => {
  it('is an event, and the same again is already so', () => {
    expect(whenDeregistered(given(registered), '2023-06-01')).toEqual([deregistered('2023-06-01')]);
    expect(whenDeregistered(given(registered, deregistered('2023-06-01')), '2023-06-01')).toEqual(
      [],
    );
  });

  it('for another day is refused and says for which it was', () => {
    const state = given(registered, deregistered('2023-06-01'));
    expect(whenDeregistered(state, '2023-07-01')).toMatchObject({
      code: 'enterprise-already-deregistered',
      extra: { deregisteredOn: '2023-06-01' },
    });
  });

  it('that is not registered is not found', () => {
    expect(whenDeregistered(given(), '2023-06-01')).toMatchObject({ code: 'enterprise-not-found' });
  });
});

describe('an enterprise on a day', () => {
  const state = given(
    registered,
    renamed('二', '2023-03-01'),
    moved('411326', '2023-03-01'),
    renamed('三', '2023-06-01'),
    moved('411302', '2023-03-01'),
    renamed('二又', '2023-03-01'),
    deregistered('2023-09-01'),
  );
  it.each([
    ['2000-01-01', registration.name, '411323', null],
    ['2023-02-28', registration.name, '411323', null],
    ['2023-03-01', '二又', '411302', null],
    ['2023-05-31', '二又', '411302', null],
    ['2023-06-01', '三', '411302', null],
    ['2023-09-01', '三', '411302', '2023-09-01'],
  ])('%s is called %s, sits in %s and ended %s', (day, name, regionCode, deregisteredOn) => {
    if (state.status === 'unknown') throw new Error('not registered');
    expect(enterpriseOn(state, day)).toMatchObject({ name, regionCode, deregisteredOn });
  });

  it('lists its other names once', () => {
    if (state.status === 'unknown') throw new Error('not registered');
    expect(otherNames(state, '三')).toEqual([registration.name, '二', '二又']);
  });

  it.each([
    ['91411323MAXX00023M', 'enterprise'],
    ['92411323MAXX00023M', 'sole-proprietor'],
    ['93411323MAXX00023M', 'cooperative'],
    ['51420000MJH2003604', 'social-organisation'],
    ['12411323MAXX00023M', 'other'],
  ])('%s is by its code a kind of %s', (creditCode, entityType) => {
    const other = given({
      ...registered,
      data: { ...registration, creditCode },
    });
    if (other.status === 'unknown') throw new Error('not registered');
    expect(enterpriseOn(other, TODAY).entityType).toBe(entityType);
  });
});

describe('laws of an enterprise’s history', () => {
  const day = fc
    .integer({ min: 0, max: 27 })
    .map((n) => `2023-05-${String(n + 1).padStart(2, '0')}`);
  const history = fc.array(fc.record({ from: day, value: fc.string() }), { maxLength: 8 });

  it('what a rename says holds on its day, until something later is said', () => {
    fc.assert(
      fc.property(history, day, fc.string(), (entries, from, value) => {
        const known = [{ from: null, value: 'first' }, ...entries, { from, value }];
        expect(heldOn(known, from)).toBe(value);
        expect(heldOn(known, '2023-04-30')).toBe('first');
      }),
    );
  });

  it('a decision that was taken is already so when it is asked for again', () => {
    const change = fc.record({ name: fc.constantFrom('甲', '乙', '丙'), effectiveOn: day });
    fc.assert(
      fc.property(fc.array(change, { maxLength: 10 }), (changes) => {
        let state = given(registered);
        for (const { name, effectiveOn } of changes) {
          const decided = whenRenamed(state, name, effectiveOn);
          if (decided instanceof Refusal) throw new Error(decided.code);
          state = decided.reduce(enterpriseDecider.evolve, state);
          expect(whenRenamed(state, name, effectiveOn)).toEqual([]);
        }
      }),
    );
  });

  it('what follows without a registration changes nothing', () => {
    expect(given(renamed('x', '2023-01-01'))).toEqual({ status: 'unknown' });
  });
});
