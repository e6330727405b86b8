import { describe, expect, it } from '@jest/globals';
import type { RecordedEvent } from './port.js';
import { latestVersion, upcast, type Upcasters } from './upcasting.js';

const upcasters: Upcasters = {
  'title.recorded': [
    ({ name, ...rest }) => ({ ...rest, titleName: name }),
    (data) => ({ ...data, level: data['level'] ?? 'county' }),
  ],
};

function stored(type: string, schemaVersion: string | undefined, data: object): RecordedEvent {
  return {
    id: '0190a7f0-0000-7000-8000-000000000001',
    stream: 'title-1',
    revision: 0n,
    position: 1n,
    type,
    data,
    metadata: schemaVersion === undefined ? {} : { schemaVersion },
    recordedAt: '2023-01-01T00:00:00.000Z',
  };
}

describe('upcasting', () => {
  it('lifts an event of the first version through every step', () => {
    expect(upcast(stored('title.recorded', '1', { name: '瞪羚' }), upcasters)).toEqual({
      type: 'title.recorded',
      schemaVersion: 3,
      data: { titleName: '瞪羚', level: 'county' },
    });
  });

  it('lifts an event of the second version by the last step only', () => {
    const event = stored('title.recorded', '2', { titleName: '瞪羚', level: 'national' });
    expect(upcast(event, upcasters).data).toEqual({ titleName: '瞪羚', level: 'national' });
  });

  it('leaves the latest version and types without steps as they are', () => {
    const data = { titleName: '瞪羚', level: 'county' };
    expect(upcast(stored('title.recorded', '3', data), upcasters).data).toBe(data);
    expect(upcast(stored('other.recorded', undefined, data))).toMatchObject({
      schemaVersion: 1,
      data,
    });
  });

  it('refuses an event that a newer program wrote', () => {
    const event = stored('title.recorded', '4', {});
    expect(() => upcast(event, upcasters)).toThrow(/schema version 4; this program knows up to 3/);
  });

  it('knows the latest version of a type', () => {
    expect(latestVersion(upcasters, 'title.recorded')).toBe(3);
    expect(latestVersion(upcasters, 'other.recorded')).toBe(1);
  });
});
