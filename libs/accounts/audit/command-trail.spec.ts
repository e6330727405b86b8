import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import type { QueryConfig } from 'pg';
import type { AuditedCommand } from '#libs/runtime/auth/command-audit.js';
import { CommandTrail } from './command-trail.js';

const COMMAND: AuditedCommand = {
  actor: { id: 'account-1', role: 'officer' },
  action: 'POST /api/v1/recognitions',
  subject: 'id=high-tech-firm.GR202341000123',
  status: 201,
  requestId: 'request-1',
  address: '203.0.113.9',
};

let lines: string[];
beforeEach(() => {
  lines = [];
  jest.spyOn(Logger.prototype, 'error').mockImplementation((message: unknown) => {
    lines.push(String(message));
  });
});
afterEach(() => {
  jest.restoreAllMocks();
});

/** A trail whose database does as it is told with the columns it is given. */
function trail(insert: (columns: unknown[][]) => Promise<void>): CommandTrail {
  const query = ({ values }: QueryConfig) => insert(values as unknown[][]);
  return new CommandTrail({ query } as unknown as ConstructorParameters<typeof CommandTrail>[0]);
}

describe('a row for a command', () => {
  it.each([
    [200, 'succeeded'],
    [201, 'succeeded'],
    [202, 'succeeded'],
    [403, 'refused'],
    [409, 'refused'],
    [422, 'refused'],
    [500, 'failed'],
    [503, 'failed'],
  ])('with status %i says %s', async (status, outcome) => {
    let stored: unknown[][] = [];
    const log = trail((columns) => {
      stored = columns;
      return Promise.resolve();
    });
    await log.record({ ...COMMAND, status });
    expect(stored.slice(1)).toEqual([
      ['account-1'],
      ['officer'],
      [COMMAND.action],
      [COMMAND.subject],
      [outcome],
      [status],
      ['request-1'],
      ['203.0.113.9'],
    ]);
  });

  it('that cannot be stored is told to the log, without the row, and never to the caller', async () => {
    const log = trail(() =>
      Promise.reject(Object.assign(new Error('Failing row contains (…)'), { code: '53100' })),
    );
    await expect(log.record(COMMAND)).resolves.toBeUndefined();
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain('request-1');
    expect(lines[0]).toContain('53100');
    expect(lines[0]).not.toContain('203.0.113.9');
    expect(lines[0]).not.toContain('Failing row');
  });
});
