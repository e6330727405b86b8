import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import type { AuditedCommand } from '#libs/runtime/auth/command-audit.js';
import { AuditLog } from './audit-log.js';

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

function auditLog(insert: (entity: unknown, rows: object[]) => Promise<void>): AuditLog {
  return new AuditLog({ manager: { insert } } as unknown as DataSource);
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
    const rows: object[] = [];
    const log = auditLog((_entity, written) => {
      rows.push(...written);
      return Promise.resolve();
    });
    await log.record({ ...COMMAND, status });
    expect(rows).toMatchObject([{ actorId: 'account-1', role: 'officer', status, outcome }]);
  });

  it('that cannot be stored is told to the log, without the row, and never to the caller', async () => {
    const log = auditLog(() =>
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
