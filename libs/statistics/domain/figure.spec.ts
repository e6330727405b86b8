import { describe, expect, it } from '@jest/globals';
import { fold } from '#libs/kernel/decider.js';
import { Refusal } from '#libs/kernel/refusal.js';
import type { FigurePublished } from './events.js';
import {
  figureDecider,
  publishFigure,
  readFigure,
  type FigureToPublish,
  type PublishFigureInput,
} from './figure.js';

const NOW = '2024-10-11T02:00:00.000Z';
const RD_2023: PublishFigureInput = {
  series: 'rd-expenditure',
  regionCode: '410000',
  period: '2023',
  value: '1211.66',
  unit: 'yi-yuan',
  publishedOn: '2024-10-10',
  source: { title: '2023年河南省研究与试验发展经费投入统计公报' },
};

function figure(changes: Partial<PublishFigureInput> = {}): FigureToPublish {
  const read = readFigure({ ...RD_2023, ...changes }, NOW);
  if (read instanceof Refusal) throw new Error(read.detail);
  return read;
}

function codes(changes: Partial<PublishFigureInput>): string[] {
  const read = readFigure({ ...RD_2023, ...changes }, NOW);
  return read instanceof Refusal ? read.errors.map((e) => `${e.path}:${e.code}`) : [];
}

function after(...figures: readonly FigureToPublish[]): readonly FigurePublished[] {
  return figures.reduce<readonly FigurePublished[]>(
    (events, next) => [...events, ...publishFigure(next, fold(figureDecider, events))],
    [],
  );
}

describe('publishing a figure', () => {
  it('keeps the value in yuan, converted exactly from the unit of the bulletin', () => {
    expect(figure().value).toBe('121166000000.00');
    expect(figure({ value: '4638', unit: 'wan-yuan' }).value).toBe('46380000.00');
    expect(figure({ value: 12.34, unit: 'yuan' }).value).toBe('12.34');
    expect(figure({ value: '0.0000000001', unit: 'yi-yuan' }).value).toBe('0.01');
  });

  it('refuses what is finer than a fen instead of rounding it', () => {
    expect(codes({ value: '0.00000000001' })).toEqual(['value:finer-than-fen']);
    expect(codes({ value: '0.001', unit: 'yuan' })).toEqual(['value:finer-than-fen']);
  });

  it.each([
    [{ value: '-1' }, 'value:not-an-amount'],
    [{ value: '1,211.66' }, 'value:not-an-amount'],
    [{ value: 1e300 }, 'value:not-an-amount'],
    [{ value: undefined }, 'value:required'],
    [{ value: '99999999999' }, 'value:too-large'],
    [{ unit: '亿元' }, 'unit:not-allowed'],
    [{ series: 'happiness' }, 'series:not-allowed'],
    [{ regionCode: '999999' }, 'regionCode:not-a-region'],
    [{ period: '2023-13/ytd' }, 'period:not-a-period'],
    [{ period: '2023-06' }, 'period:not-a-period'],
    [{ period: 2023 }, 'period:not-a-period'],
    [{ caliber: 'whole-county' }, 'caliber:no-calibers'],
    [{ publishedOn: '2024-02-30' }, 'publishedOn:not-a-date'],
    [{ publishedOn: '2024-10-12' }, 'publishedOn:in-the-future'],
    [{ publishedOn: '2022-12-31' }, 'publishedOn:before-period'],
    [{ publishedOn: '2023-12-31' }, 'publishedOn:before-period-ends'],
    [{ source: undefined }, 'source:required'],
  ] as const)('refuses %j as %s', (changes, issue) => {
    expect(codes(changes)).toEqual([issue]);
  });

  it('takes a full-year value before the year ends only as a preliminary one', () => {
    expect(codes({ publishedOn: '2023-12-20', status: 'preliminary' })).toEqual([]);
    expect(codes({ publishedOn: '2024-01-01' })).toEqual([]);
  });

  it('says everything that is wrong at once', () => {
    expect(codes({ series: 'x', value: 'x', period: 'x' })).toHaveLength(3);
  });

  it('reports spending for the whole county unless told otherwise', () => {
    const fiscal = { series: 'fiscal-sci-tech-expenditure' } as const;
    expect(figure(fiscal).caliber).toBe('whole-county');
    expect(figure({ ...fiscal, caliber: 'county-level' }).caliber).toBe('county-level');
    expect(figure().caliber).toBeNull();
  });
});

describe('vintages', () => {
  it('calls the first value of a year final, of a part of a year preliminary, the next revised', () => {
    const half = { period: '2024-06/ytd', publishedOn: '2024-07-20' };
    const status = after(figure(), figure(half), figure({ value: '1212' })).map(
      ({ data }) => data.status,
    );
    expect(status).toEqual(['final', 'preliminary', 'revised']);
  });

  it('adds nothing when the same vintage comes again, from whatever paper', () => {
    const again = figure({ source: { title: '统计年鉴' } });
    expect(after(figure(), again)).toHaveLength(1);
    expect(after(figure(), figure({ status: 'final' }))).toHaveLength(1);
  });

  it('keeps a value published on another day, or with another status, as one more', () => {
    expect(after(figure(), figure({ publishedOn: '2024-10-11' }))).toHaveLength(2);
    expect(after(figure(), figure({ status: 'revised' }))).toHaveLength(2);
  });

  it('can put back a value that was replaced on the same day', () => {
    const events = after(figure(), figure({ value: '1' }), figure());
    expect(events.map(({ data }) => data.value)).toEqual([
      '121166000000.00',
      '100000000.00',
      '121166000000.00',
    ]);
  });

  it('keeps calibers apart', () => {
    const fiscal = figure({ series: 'fiscal-sci-tech-expenditure' });
    const own = figure({ series: 'fiscal-sci-tech-expenditure', caliber: 'county-level' });
    expect(after(fiscal, own).map(({ data }) => data.status)).toEqual(['final', 'final']);
  });
});
