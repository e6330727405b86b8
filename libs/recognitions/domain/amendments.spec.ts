import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Refusal } from '#libs/kernel/refusal.js';
import { given, HOLDER, OTHER, sample, SOURCE } from '../testing/samples.js';
import {
  correct,
  readCorrection,
  readRevocation,
  readWithdrawal,
  revoke,
  withdraw,
} from './amendments.js';
import type { RecognitionEvent, RecognitionKind } from './events.js';
import { readRecording, record } from './record.js';
import { recognitionDecider, statusOn, type RecognitionState } from './recognition.js';

const ID = 'high-tech-firm.GR202341000123';
const grounds = { reason: '录入有误', source: SOURCE };

function recorded(kind: RecognitionKind = 'high-tech-firm', attributes: object = {}) {
  const recording = readRecording(sample(kind, attributes as Record<string, unknown>));
  if (recording instanceof Refusal) throw new Error(recording.detail);
  const decision = record(recording, sample(kind).number ?? 'PT411323-2023-0001', given());
  if (decision instanceof Refusal || !decision[0]) throw new Error('not recorded');
  return decision[0];
}
function whenCorrected(state: RecognitionState, attributes: unknown, rest: object = {}) {
  const input = { attributes, ...grounds, ...rest } as Parameters<typeof readCorrection>[0];
  const correction = readCorrection(input);
  return correction instanceof Refusal ? correction : correct(correction, ID, state);
}
function whenRevoked(state: RecognitionState, input: object, rest: object = {}) {
  const read = readRevocation({ ...grounds, ...input, ...rest });
  return read instanceof Refusal ? read : revoke(read, ID, state);
}
function whenWithdrawn(state: RecognitionState, reason: unknown) {
  const read = readWithdrawal({ reason } as { reason: string });
  return typeof read === 'string' ? withdraw(read, ID, state) : read;
}
function after(state: RecognitionState, decision: readonly RecognitionEvent[] | Refusal) {
  if (decision instanceof Refusal) throw new Error(decision.detail);
  return decision.reduce(recognitionDecider.evolve, state);
}
function issuesOf(decision: unknown): string[] {
  expect(decision).toBeInstanceOf(Refusal);
  return (decision as Refusal).errors.map((issue) => `${issue.path} ${issue.code}`);
}

const there = given(recorded());
const revoked = after(there, whenRevoked(there, { effectiveOn: '2024-01-01' }));
const withdrawn = after(there, whenWithdrawn(there, '重复录入'));

describe('correcting', () => {
  it('merges what changes, clears what is null and derives the dates anew', () => {
    const changes = { recognitionYear: 2022, issuedOn: '2022-12-01', batch: null };
    expect(whenCorrected(there, changes)).toMatchObject([
      {
        type: 'recognition.corrected',
        data: {
          number: 'GR202341000123',
          creditCode: HOLDER,
          changes: { recognitionYear: 2022, issuedOn: '2022-12-01', batch: null },
          countingYear: 2022,
          countedOn: '2022-12-01',
          validFrom: '2022-12-01',
          validTo: '2025-12-01',
          reason: '录入有误',
        },
      },
    ]);
    const state = after(there, whenCorrected(there, changes));
    expect(state).toMatchObject({ attributes: { first: true, recognitionYear: 2022 } });
    expect((state as { attributes: object }).attributes).not.toHaveProperty('batch');
  });

  it('names only what really changes, in canonical form', () => {
    const contract = given(recorded('tech-contract'));
    const decision = whenCorrected(contract, {
      contractValue: 4500000,
      technologyValue: '4000000',
      title: '样本工艺开发 ',
    });
    expect(decision).toMatchObject([{ data: { changes: { contractValue: '4500000.00' } } }]);
    expect((decision as RecognitionEvent[])[0]?.data).toHaveProperty('changes', {
      contractValue: '4500000.00',
    });
  });

  it.each([
    ['nothing', {}],
    ['what it already is', { batch: '第一批', issuedOn: '2023-11-22' }],
    ['the clearing of what is not there', { announcedOn: '2023-12-08' }],
  ])('to %s is already so', (_, changes) => {
    expect(whenCorrected(there, changes)).toEqual([]);
  });

  it.each<[unknown, string[]]>([
    [{ issuedOn: null }, ['attributes.issuedOn required']],
    [{ issuedOn: '2023-02-30' }, ['attributes.issuedOn not-a-date']],
    [{ number: 'GR202341000124' }, ['attributes.number unknown-attribute']],
    [{ creditCode: OTHER }, ['attributes.creditCode unknown-attribute']],
    [undefined, ['attributes not-an-object']],
    [[], ['attributes not-an-object']],
    ['x', ['attributes not-an-object']],
  ])('to %j is refused', (changes, issues) => {
    expect(issuesOf(whenCorrected(there, changes))).toEqual(issues);
  });

  it('needs a reason and a paper', () => {
    expect(issuesOf(whenCorrected(there, {}, { reason: ' ', source: undefined }))).toEqual([
      'reason required',
      'source required',
    ]);
  });

  it('keeps a revocation', () => {
    const state = after(revoked, whenCorrected(revoked, { batch: '第二批' }));
    expect(state).toMatchObject({ revocation: { effectiveOn: '2024-01-01' } });
  });

  it('what is not there is not found, what is withdrawn is refused', () => {
    expect(whenCorrected(given(), {})).toMatchObject({ code: 'recognition-not-found' });
    expect(whenCorrected(withdrawn, {})).toMatchObject({ code: 'recognition-withdrawn' });
  });

  const day = fc.constantFrom('2022-01-05', '2023-11-22', '2023-12-31');
  const changes = fc.record(
    {
      recognitionYear: fc.constantFrom(2021, 2022, 2023),
      issuedOn: day,
      first: fc.option(fc.boolean()),
      batch: fc.option(fc.constantFrom('第一批', '2')),
      announcedOn: fc.option(day),
    },
    { requiredKeys: [] },
  );

  it('one after the other is the same as both at once', () => {
    fc.assert(
      fc.property(changes, changes, (a, b) => {
        const first = after(there, whenCorrected(there, a));
        const both = after(first, whenCorrected(first, b));
        const once = after(there, whenCorrected(there, { ...a, ...b }));
        expect(both).toEqual(once);
      }),
    );
  });

  it('twice the same is once', () => {
    fc.assert(
      fc.property(changes, (a) => {
        const once = after(there, whenCorrected(there, a));
        expect(whenCorrected(once, a)).toEqual([]);
      }),
    );
  });

  it('and back again is where it began', () => {
    fc.assert(
      fc.property(changes, (a) => {
        const state = after(there, whenCorrected(there, a));
        const original = (there as { attributes: Record<string, unknown> }).attributes;
        const back = Object.fromEntries(Object.keys(a).map((key) => [key, original[key] ?? null]));
        expect(after(state, whenCorrected(state, back))).toEqual(there);
      }),
    );
  });
});

describe('revoking', () => {
  it('from a day', () => {
    expect(whenRevoked(there, { effectiveOn: '2024-01-01' })).toEqual([
      {
        type: 'recognition.revoked',
        schemaVersion: 1,
        data: {
          kind: 'high-tech-firm',
          number: 'GR202341000123',
          creditCode: HOLDER,
          effectiveOn: '2024-01-01',
          ...grounds,
        },
      },
    ]);
  });

  it('from a year means its first of January', () => {
    expect(whenRevoked(there, { fromYear: 2022, effectiveOn: null })).toMatchObject([
      { data: { effectiveOn: '2022-01-01', fromYear: 2022 } },
    ]);
  });

  it.each<[object, string]>([
    [{}, 'effectiveOn one-of'],
    [{ effectiveOn: '2024-01-01', fromYear: 2024 }, 'effectiveOn one-of'],
    [{ effectiveOn: '2024-02-30' }, 'effectiveOn not-a-date'],
    [{ effectiveOn: '1900-01-01' }, 'effectiveOn date-out-of-range'],
    [{ fromYear: '2024' }, 'fromYear not-a-year'],
    [{ fromYear: 2024.5 }, 'fromYear not-a-year'],
    [{ fromYear: 1949 }, 'fromYear not-a-year'],
    [{ fromYear: 99999 }, 'fromYear not-a-year'],
    [{ effectiveOn: '2024-01-01', reason: '' }, 'reason required'],
    [{ effectiveOn: '2024-01-01', reason: 'x'.repeat(501) }, 'reason too-long'],
    [{ effectiveOn: '2024-01-01', source: {} }, 'source.title required'],
  ])('with %j is refused', (input, issue) => {
    expect(issuesOf(whenRevoked(there, input))).toEqual([issue]);
  });

  it('again the same is already so, another one is refused', () => {
    expect(whenRevoked(revoked, { effectiveOn: '2024-01-01' })).toEqual([]);
    for (const input of [
      { effectiveOn: '2024-02-01' },
      { fromYear: 2024 },
      { effectiveOn: '2024-01-01', reason: '另一理由' },
    ]) {
      expect(whenRevoked(revoked, input)).toMatchObject({
        kind: 'conflict',
        code: 'already-revoked',
        extra: { effectiveOn: '2024-01-01' },
      });
    }
  });

  it('what is not there is not found, what is withdrawn is refused', () => {
    const input = { effectiveOn: '2024-01-01' };
    expect(whenRevoked(given(), input)).toMatchObject({ kind: 'not-found' });
    expect(whenRevoked(withdrawn, input)).toMatchObject({ code: 'recognition-withdrawn' });
  });
});

describe('withdrawing', () => {
  it('is an event, with a reason', () => {
    expect(whenWithdrawn(there, ' 重复录入\n见另一条 ')).toMatchObject([
      { type: 'recognition.withdrawn', data: { reason: '重复录入\n见另一条', creditCode: HOLDER } },
    ]);
    expect(issuesOf(whenWithdrawn(there, undefined))).toEqual(['reason required']);
  });

  it('again for the same reason is already so, for another is refused', () => {
    expect(whenWithdrawn(withdrawn, '重复录入')).toEqual([]);
    expect(whenWithdrawn(withdrawn, '另一理由')).toMatchObject({ code: 'already-withdrawn' });
  });

  it('is possible for what was revoked, not for what is not there', () => {
    expect(whenWithdrawn(revoked, '重复录入')).toHaveLength(1);
    expect(whenWithdrawn(given(), '重复录入')).toMatchObject({ code: 'recognition-not-found' });
  });

  it('leaves nothing of the old record to what is recorded anew', () => {
    const again = recognitionDecider.evolve(withdrawn, recorded());
    expect(again).toEqual(there);
  });
});

describe('the status on a day', () => {
  const certificate = { validFrom: '2020-12-04', validTo: '2023-12-04', revokedOn: null };
  it.each([
    ['2020-12-03', certificate, 'not-yet-valid'],
    ['2020-12-04', certificate, 'valid'],
    ['2023-12-04', certificate, 'valid'],
    ['2023-12-05', certificate, 'expired'],
    ['2099-01-01', { ...certificate, validTo: null }, 'valid'],
    ['2022-06-30', { ...certificate, revokedOn: '2022-07-01' }, 'valid'],
    ['2022-07-01', { ...certificate, revokedOn: '2022-07-01' }, 'revoked'],
    ['2024-01-01', { ...certificate, revokedOn: '2022-07-01' }, 'revoked'],
    ['2023-12-31', { ...certificate, revokedOn: '2024-01-01' }, 'expired'],
    ['2019-12-31', { ...certificate, revokedOn: '2020-01-01' }, 'not-yet-valid'],
    ['2020-12-04', { ...certificate, revokedOn: '2020-01-01' }, 'revoked'],
  ])('%s of %j is %s', (day, validity, status) => {
    expect(statusOn(day, validity)).toBe(status);
  });
});

it('a stream that begins with a change says nothing', () => {
  const [event] = whenRevoked(there, { effectiveOn: '2024-01-01' }) as RecognitionEvent[];
  if (!event) throw new Error('no event');
  expect(given(event)).toEqual({ status: 'unknown' });
});
