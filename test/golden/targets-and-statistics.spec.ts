import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import type { RecordedEvent } from '#libs/event-store/port.js';
import { latestVersion, upcast } from '#libs/event-store/upcasting.js';
import { fold } from '#libs/kernel/decider.js';
import { FIGURE_UPCASTERS, type FigurePublished } from '#libs/statistics/domain/events.js';
import { figureDecider, publishFigure, readFigure } from '#libs/statistics/domain/figure.js';
import { describeRule } from '#libs/targets/domain/counting-rule.js';
import { TARGET_UPCASTERS, type TargetPlanSet } from '#libs/targets/domain/events.js';
import { INDICATOR_CODES } from '#libs/targets/domain/indicators.js';
import {
  readTargetPlan,
  setTargetPlan,
  targetPlanDecider,
} from '#libs/targets/domain/target-plan.js';

/*
 * What old ledgers hold: never edited; a new version of an event adds a file.
 */
function stored(file: string): RecordedEvent {
  const golden = JSON.parse(readFileSync(join('test', 'golden', file), 'utf8')) as {
    readonly type: string;
    readonly schemaVersion: number;
    readonly data: object;
  };
  return {
    id: '00000000-0000-4000-8000-000000000001',
    stream: 'golden-1',
    revision: 0n,
    position: 1n,
    type: golden.type,
    data: golden.data,
    metadata: { schemaVersion: String(golden.schemaVersion) },
    recordedAt: '2023-12-08T01:00:00.000Z',
  };
}

describe('targetPlan.set, version 1', () => {
  const event = upcast<TargetPlanSet>(stored('targets/targetPlan.set.v1.json'), TARGET_UPCASTERS);

  it('is the latest version', () => {
    expect(latestVersion(TARGET_UPCASTERS, 'targetPlan.set')).toBe(1);
  });

  it('is a plan of all indicators, each with a rule that can be read out', () => {
    expect(event.data.items.map(({ indicator }) => indicator)).toEqual(INDICATOR_CODES);
    for (const { countingRule } of event.data.items)
      expect(describeRule(countingRule)).not.toBe('');
  });

  it('is what setting the same plan today would write, so that it stands', () => {
    const state = fold(targetPlanDecider, [event]);
    const read = readTargetPlan(event.data);
    expect(read).toEqual(event.data);
    expect(setTargetPlan(event.data, state)).toEqual([]);
  });
});

describe('figure.published, version 1', () => {
  it.each(['full', 'least'])('%s: publishing the same vintage today adds nothing', (which) => {
    const file = `statistics/figure.published.v1.${which}.json`;
    const event = upcast<FigurePublished>(stored(file), FIGURE_UPCASTERS);
    expect(latestVersion(FIGURE_UPCASTERS, 'figure.published')).toBe(1);
    const read = readFigure({ ...event.data, unit: 'yuan' }, '2025-01-01T00:00:00.000Z');
    expect(read).toEqual(event.data);
    if ('series' in read) expect(publishFigure(read, fold(figureDecider, [event]))).toEqual([]);
  });
});
