import { describe, expect, it } from '@jest/globals';
import { connectionString, shownAddress } from './connection-string.js';

describe('the connection string for the client', () => {
  it('has a deadline and a keep-alive of ours', () => {
    expect(connectionString('kurrentdb://n1:2113', 0)).toBe(
      'kurrentdb://n1:2113?keepAliveInterval=10000&defaultDeadline=5000',
    );
  });

  it('keeps what was given, however it is written', () => {
    const given =
      'kurrentdb+discover://u:p%40@n1/?tls=true&default-deadline=900&KeepAliveInterval=20000';
    expect(connectionString(given, 0)).toBe(
      'kurrentdb+discover://u:p%40@n1?tls=true&default-deadline=900&keepAliveInterval=20000',
    );
  });

  it('uses the present name of the scheme', () => {
    expect(connectionString('esdb+discover://n1', 0)).toMatch(/^kurrentdb\+discover:\/\/n1\?/);
  });

  it('differs from client to client, so that none inherits the back-off of another', () => {
    const all = [0, 1, 2].map((generation) => connectionString('kurrentdb://n1', generation));
    expect(new Set(all).size).toBe(3);
    const off = 'kurrentdb://n1?keepAliveInterval=-1';
    expect(connectionString(off, 7)).toContain('keepAliveInterval=-1');
  });

  it('is shown without user, password and options', () => {
    expect(shownAddress('kurrentdb://u:s3cret@n1:2113,n2?tlsCaFile=/x')).toBe(
      'kurrentdb://n1:2113,n2',
    );
  });
});
