import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { oneResult } from '../../testing/lists.js';

const FIRST_THIS_YEAR =
  '{some: high-tech-firm, where: {all: [{field: countingYear, op: eq, value: "@year"}, {field: first, op: eq, value: true}]}}';

describe('is there a record', () => {
  const certificate = { number: 'GR202341000123', countingYear: 2023, first: true };

  it('an empty register that is complete is a no, without a nearest record', () => {
    const result = oneResult(FIRST_THIS_YEAR, {});
    expect(result.status).toBe('not-eligible');
    expect(result.fails[0]).toMatchObject({
      fact: 'high-tech-firm',
      op: 'some',
      actual: null,
      gap: null,
      events: [],
    });
    expect(result.fails[0]?.nearest).toBeUndefined();
    expect(result.fails[0]?.need).toContain('计入年度为2023且首次认定为是');
  });

  it('one record that fulfils everything is enough, and is what the verdict cites', () => {
    const result = oneResult(FIRST_THIS_YEAR, { 'high-tech-firm': [certificate] });
    expect(result).toMatchObject({ status: 'eligible', events: ['evt:high-tech-firm'] });
  });

  it('two records that fulfil half each are not', () => {
    const halves = [
      { ...certificate, first: false },
      { ...certificate, number: 'GR202041000123', countingYear: 2020 },
    ];
    expect(oneResult(FIRST_THIS_YEAR, { 'high-tech-firm': halves }).status).toBe('not-eligible');
  });

  it('tells which record comes nearest and what it lacks, the latest among equals', () => {
    const records = [
      { number: 'GR2017', countingYear: 2017, first: false },
      { number: 'GR2020', countingYear: 2020, first: true },
      { number: 'GR2022', countingYear: 2022, first: true },
    ];
    expect(oneResult(FIRST_THIS_YEAR, { 'high-tech-firm': records }).fails[0]?.nearest).toEqual({
      record: 'GR2022',
      lacks: [
        { field: 'countingYear', label: '计入年度', op: 'eq', need: 2023, actual: 2022, gap: 1 },
      ],
    });
  });

  it('a field nobody knows leaves it open and is named with its record', () => {
    const undecided = { number: certificate.number, countingYear: 2023 };
    const result = oneResult(FIRST_THIS_YEAR, { 'high-tech-firm': [undecided] });
    expect(result).toMatchObject({
      status: 'unknown',
      missing: [
        {
          fact: 'high-tech-firm.first',
          label: '高新技术企业认定（GR202341000123）的首次认定',
          reportAt: '县科技局台账（高新技术企业证书）',
        },
      ],
    });
  });

  it('a field nobody knows does not matter on a record that is out anyway', () => {
    const undecided = { number: certificate.number, countingYear: 2023 };
    const old = { ...undecided, countingYear: 2020 };
    expect(oneResult(FIRST_THIS_YEAR, { 'high-tech-firm': [old] }).status).toBe('not-eligible');
    const both = { 'high-tech-firm': [undecided, certificate] };
    expect(oneResult(FIRST_THIS_YEAR, both)).toMatchObject({ status: 'eligible', missing: [] });
  });

  it('a revoked record never counts unless the clause asks for revoked ones', () => {
    const revoked = { 'high-tech-firm': [{ ...certificate, revoked: true }] };
    expect(oneResult(FIRST_THIS_YEAR, revoked).fails[0]?.nearest?.lacks).toEqual([
      { field: 'revoked', label: '截至日已取消', op: 'eq', need: false, actual: true, gap: null },
    ]);
    const asks = '{some: high-tech-firm, where: {field: revoked, op: eq, value: true}}';
    expect(oneResult(asks, revoked).status).toBe('eligible');
  });

  it('none is the opposite of some and names the records that stand in the way', () => {
    const where = '{field: countingYear, op: eq, value: "@year"}';
    const clause = `{none: county-project, where: ${where}}`;
    const given = { 'county-project': [{ number: 'XM411323-2023-0001', countingYear: 2023 }] };
    expect(oneResult(clause, {}).status).toBe('eligible');
    expect(oneResult(clause, given).fails[0]).toMatchObject({
      op: 'none',
      actual: 'XM411323-2023-0001',
      events: ['evt:county-project'],
    });
    expect(oneResult(`{not: {some: county-project, where: ${where}}}`, given)).toEqual(
      oneResult(clause, given),
    );
  });

  it('any and not work within a record', () => {
    const where =
      '{all: [{any: [{field: level, op: eq, value: national}, {field: level, op: eq, value: provincial}]}, {not: {field: approvalMode, op: eq, value: filed}}]}';
    const clause = `{some: innovation-platform, where: ${where}}`;
    const platform = (level: string, approvalMode: string) =>
      oneResult(clause, { 'innovation-platform': [{ level, approvalMode }] }).status;
    expect(platform('provincial', 'recognised')).toBe('eligible');
    expect(platform('provincial', 'filed')).toBe('not-eligible');
    expect(platform('municipal', 'recognised')).toBe('not-eligible');
  });

  it('without where, any record does', () => {
    expect(oneResult('{some: sci-tech-sme}', { 'sci-tech-sme': [{}] }).status).toBe('eligible');
    expect(oneResult('{some: sci-tech-sme}', {}).status).toBe('not-eligible');
  });
});

describe('counts and sums', () => {
  const sold =
    '{sum: tech-contract, field: contractValue, where: {all: [{field: countingYear, op: eq, value: "@year"}, {field: side, op: eq, value: seller}]}, op: gte, value: 500万}';
  const contract = { countingYear: 2023, side: 'seller', contractValue: '300万' };

  it('sum exactly, and tell the distance in yuan', () => {
    const enough = [contract, { ...contract, contractValue: '200万' }];
    expect(oneResult(sold, { 'tech-contract': enough }).status).toBe('eligible');
    const short = [contract, { ...contract, contractValue: '1999999.99' }];
    expect(oneResult(sold, { 'tech-contract': short }).fails[0]).toMatchObject({
      fact: 'tech-contract.contractValue',
      label: '技术合同登记成交额合计',
      need: '5000000.00',
      actual: '4999999.99',
      gap: '0.01',
      events: ['evt:tech-contract', 'evt:tech-contract'],
    });
  });

  it('an empty register sums to nothing', () => {
    expect(oneResult(sold, {}).fails[0]).toMatchObject({ actual: '0.00', gap: '5000000.00' });
  });

  it('a contract of another year or side is not summed', () => {
    const others = [
      { ...contract, contractValue: '1亿', countingYear: 2022 },
      { ...contract, contractValue: '1亿', side: 'buyer' },
    ];
    expect(oneResult(sold, { 'tech-contract': others }).status).toBe('not-eligible');
  });

  it('stay open only while the open record could still decide', () => {
    const undecided = { countingYear: 2023 };
    const open = (value: string, sure: string) =>
      oneResult(sold, {
        'tech-contract': [
          { ...undecided, contractValue: value },
          { ...contract, contractValue: sure },
        ],
      });
    expect(open('200万', '300万')).toMatchObject({
      status: 'unknown',
      missing: [{ fact: 'tech-contract.side' }],
    });
    expect(open('200万', '500万').status).toBe('eligible');
    expect(open('199万', '300万')).toMatchObject({
      status: 'not-eligible',
      fails: [{ actual: '4990000.00', gap: '10000.00' }],
      missing: [],
    });
  });

  it('a contract without a value keeps the sum open, unless the others are enough', () => {
    const blank = { countingYear: 2023, side: 'seller' };
    expect(oneResult(sold, { 'tech-contract': [blank] })).toMatchObject({
      status: 'unknown',
      missing: [{ fact: 'tech-contract.contractValue' }],
    });
    const enough = [blank, { ...contract, contractValue: '500万' }];
    expect(oneResult(sold, { 'tech-contract': enough }).status).toBe('eligible');
  });

  it.each([
    [2, 'not-eligible', 1],
    [3, 'eligible', undefined],
    [4, 'eligible', undefined],
  ] as const)('%d projects against at least 3', (count, status, gap) => {
    const clause = '{count: county-project, op: gte, value: 3}';
    const result = oneResult(clause, {
      'county-project': Array.from({ length: count }, () => ({})),
    });
    expect(result.status).toBe(status);
    expect(result.fails[0]?.gap).toBe(gap);
  });

  it('agree with every way the open records could turn out', () => {
    const record = fc.record({
      mode: fc.constantFrom('competitive', 'open-call', undefined),
      level: fc.integer({ min: 0, max: 3 }),
    });
    const where = '{field: mode, op: eq, value: competitive}';
    fc.assert(
      fc.property(
        fc.array(record, { maxLength: 5 }),
        fc.constantFrom('gte', 'lte', 'eq'),
        fc.integer({ min: 0, max: 5 }),
        (records, op, bound) => {
          const given = records.map(({ mode }) => (mode === undefined ? {} : { mode }));
          const clause = `{count: county-project, where: ${where}, op: ${op}, value: ${bound}}`;
          const { status } = oneResult(clause, { 'county-project': given });
          const sure = records.filter((r) => r.mode === 'competitive').length;
          const open = records.filter((r) => r.mode === undefined).length;
          const verdicts = new Set(
            Array.from({ length: open + 1 }, (_, more) =>
              op === 'gte'
                ? sure + more >= bound
                : op === 'lte'
                  ? sure + more <= bound
                  : sure + more === bound,
            ),
          );
          const expected =
            verdicts.size > 1 ? 'unknown' : verdicts.has(true) ? 'eligible' : 'not-eligible';
          expect(status).toBe(expected);
        },
      ),
      { numRuns: 300 },
    );
  });
});
