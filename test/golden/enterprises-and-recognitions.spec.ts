import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { enterpriseDecider, enterpriseOn } from '#libs/enterprises/domain/enterprise.js';
import { ENTERPRISE_UPCASTERS, type EnterpriseEvent } from '#libs/enterprises/domain/events.js';
import { latestVersion, upcast } from '#libs/event-store/upcasting.js';
import { RECOGNITION_UPCASTERS, type RecognitionEvent } from '#libs/recognitions/domain/events.js';
import { recognitionDecider } from '#libs/recognitions/domain/recognition.js';
import { resolutionDecider } from '#libs/recognitions/domain/findings/resolution.js';
import type { RecordedEvent } from '#libs/event-store/port.js';

/*
 * One file for every version of every event that was ever stored. They are what old ledgers hold:
 * never edited; a new version of an event adds a file.
 */
interface Golden {
  readonly type: string;
  readonly schemaVersion: number;
  readonly data: object;
}

const UPCASTERS = { ...ENTERPRISE_UPCASTERS, ...RECOGNITION_UPCASTERS };
const EVENT_TYPES = {
  enterprises: [
    'enterprise.registered',
    'enterprise.renamed',
    'enterprise.moved',
    'enterprise.deregistered',
  ],
  recognitions: [
    'recognition.recorded',
    'recognition.corrected',
    'recognition.revoked',
    'recognition.withdrawn',
    'finding.resolved',
  ],
} as const;
type Slice = keyof typeof EVENT_TYPES;

const folder = (slice: Slice) => join('test', 'golden', slice);
const read = (slice: Slice, file: string) =>
  JSON.parse(readFileSync(join(folder(slice), file), 'utf8')) as Golden;

function stored({ type, schemaVersion, data }: Golden): RecordedEvent {
  return {
    id: '00000000-0000-4000-8000-000000000001',
    stream: 'golden-1',
    revision: 0n,
    position: 1n,
    type,
    data,
    metadata: { schemaVersion: String(schemaVersion) },
    recordedAt: '2023-12-08T01:00:00.000Z',
  };
}
const enterprise = (file: string) =>
  upcast<EnterpriseEvent>(stored(read('enterprises', file)), UPCASTERS);
const recognition = (file: string) =>
  upcast<RecognitionEvent>(stored(read('recognitions', file)), UPCASTERS);

describe.each(['enterprises', 'recognitions'] as const)('stored events of %s', (slice) => {
  const files = readdirSync(folder(slice));

  it('are there in every version of every type', () => {
    const versions = EVENT_TYPES[slice].flatMap((type) =>
      Array.from({ length: latestVersion(UPCASTERS, type) }, (_, i) => `${type}.v${i + 1}`),
    );
    const kept = new Set(files.map((file) => /^(.+\.v\d+)(\..+)?\.json$/.exec(file)?.[1]));
    expect([...kept].sort()).toEqual(versions.sort());
  });

  it.each(files)('%s says its own type and version and lifts to the latest shape', (file) => {
    const golden = read(slice, file);
    expect(file.startsWith(`${golden.type}.v${golden.schemaVersion}.`)).toBe(true);
    const event = upcast(stored(golden), UPCASTERS);
    expect(event.schemaVersion).toBe(latestVersion(UPCASTERS, golden.type));
  });
});

describe('what stored events of an enterprise say', () => {
  const least = enterprise('enterprise.registered.v1.least.json');
  const full = enterprise('enterprise.registered.v1.full.json');
  const after = (...events: EnterpriseEvent[]) => {
    const state = events.reduce(enterpriseDecider.evolve, enterpriseDecider.initial);
    if (state.status === 'unknown') throw new Error('nothing registered');
    return enterpriseOn(state, '2024-12-31');
  };

  it('is what was registered', () => {
    expect(after(full)).toEqual({
      creditCode: '91411323MAXX00023M',
      name: '西峡县样本甲（集团）有限公司',
      regionCode: '411323',
      statisticalRegionCode: '411371',
      townshipCode: '411323001',
      industryCode: 'C3130',
      entityType: 'enterprise',
      registeredOn: '2015-03-04',
      deregisteredOn: null,
    });
    expect(after(least)).toMatchObject({ townshipCode: null, entityType: 'enterprise' });
  });

  it('is what changed since', () => {
    expect(after(least, enterprise('enterprise.renamed.v1.json')).name).toBe(
      '西峡县样本新名有限公司',
    );
    expect(after(full, enterprise('enterprise.moved.v1.full.json'))).toMatchObject({
      regionCode: '411326',
      statisticalRegionCode: '411323',
      townshipCode: '411326001',
    });
    expect(after(full, enterprise('enterprise.moved.v1.least.json'))).toMatchObject({
      regionCode: '411326',
      statisticalRegionCode: null,
      townshipCode: null,
    });
    expect(after(least, enterprise('enterprise.deregistered.v1.json')).deregisteredOn).toBe(
      '2024-06-13',
    );
  });
});

describe('what stored events of a record say', () => {
  const recorded = readdirSync(folder('recognitions')).filter((f) =>
    f.startsWith('recognition.recorded'),
  );
  const firm = recognition('recognition.recorded.v1.high-tech-firm.json');
  const after = (...events: RecognitionEvent[]) =>
    events.reduce(recognitionDecider.evolve, recognitionDecider.initial);

  it.each(recorded)('%s is recorded with its dates', (file) => {
    const event = recognition(file);
    const { kind, number, countingYear, attributes } = event.data as RecognitionEvent['data'] & {
      countingYear: number;
      attributes: object;
    };
    expect(after(event)).toMatchObject({
      status: 'recorded',
      kind,
      number,
      attributes,
      dates: { countingYear },
      revocation: null,
    });
  });

  it('is what was corrected, revoked and withdrawn', () => {
    expect(after(firm, recognition('recognition.corrected.v1.json'))).toMatchObject({
      dates: { countingYear: 2022, validTo: '2026-11-22' },
      attributes: { recognitionYear: 2022, first: true },
    });
    expect(after(firm, recognition('recognition.revoked.v1.day.json'))).toMatchObject({
      revocation: { effectiveOn: '2024-01-01' },
    });
    expect(after(firm, recognition('recognition.revoked.v1.year.json'))).toMatchObject({
      revocation: { effectiveOn: '2024-01-01', fromYear: 2024 },
    });
    expect(after(firm, recognition('recognition.withdrawn.v1.json'))).toMatchObject({
      status: 'withdrawn',
      reason: '重复录入',
      last: { number: 'GR202341000123' },
    });
  });

  it('is what an officer said of a doubt', () => {
    const golden = stored(read('recognitions', 'finding.resolved.v1.json'));
    expect(resolutionDecider.evolve(null, upcast(golden, UPCASTERS))).toEqual({
      resolution: 'accepted',
      note: '外省整体迁入，证书号不变',
    });
  });

  it('is refused when a newer program wrote it', () => {
    const newer = { ...read('recognitions', 'finding.resolved.v1.json'), schemaVersion: 99 };
    expect(() => upcast(stored(newer), UPCASTERS)).toThrow(/schema version 99/);
  });
});
