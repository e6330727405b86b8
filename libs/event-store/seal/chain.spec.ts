import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import type { RecordedEvent } from '../port.js';
import { beginningOf, sealEvents, sealedText } from './chain.js';
import { digestCalled } from './digest.js';

const LEDGER = '1a2b3c4d';
const STREAM = 'enterprise-91411323MAXX00015T';
const FIRST: RecordedEvent = {
  id: '018bf3d4-6c00-7000-8000-000000000001',
  stream: STREAM,
  revision: 0n,
  position: 1n,
  type: 'enterprise.registered',
  data: { registeredOn: '2023-11-22', name: '西峡县石墨新材料有限公司' },
  metadata: { schemaVersion: '1', actor: '7' },
  recordedAt: '2023-11-22T01:02:03.004Z',
};
const SECOND: RecordedEvent = {
  id: '018bf3d4-6c00-7000-8000-000000000002',
  stream: STREAM,
  revision: 1n,
  position: 3n,
  type: 'enterprise.renamed',
  data: { list: [1, 2.5, null, true, '€\n'] },
  metadata: {},
  recordedAt: '2023-11-22T01:02:03.005Z',
};

function digests(...algorithms: ('sha256' | 'sm3')[]): string[] {
  let head = {
    chain: 1,
    ledgerId: LEDGER,
    position: 0n,
    digest: beginningOf(LEDGER),
    algorithm: null as string | null,
  };
  return [FIRST, SECOND].map((event, index) => {
    const [seal] = sealEvents(head, [event], digestCalled(algorithms[index] ?? 'sha256'));
    if (!seal) throw new Error('no seal');
    head = { ...head, position: seal.position, digest: seal.digest, algorithm: seal.algorithm };
    return seal.digest.toString('hex');
  });
}

/** The digests were computed with `openssl dgst`, as docs/how-to/verify-the-ledger.md shows. */
describe('a seal', () => {
  it('is taken over this text of the event', () => {
    expect(sealedText(FIRST)).toBe(
      '{"data":{"name":"西峡县石墨新材料有限公司","registeredOn":"2023-11-22"},' +
        '"id":"018bf3d4-6c00-7000-8000-000000000001","metadata":{"actor":"7","schemaVersion":"1"},' +
        '"position":"1","recordedAt":"2023-11-22T01:02:03.004Z","revision":"0",' +
        '"stream":"enterprise-91411323MAXX00015T","type":"enterprise.registered"}',
    );
    expect(sealedText(SECOND)).toContain('"data":{"list":[1,2.5,null,true,"€\\n"]}');
  });

  it('has the digests that other tools compute, with SHA-256', () => {
    expect(digests('sha256', 'sha256')).toEqual([
      '4ecf66c86c0acb05a0def65b739de055b56fd0354a7e90d4e26577f829306795',
      '937c26f3a7fae0434c5a287bf890b015c9fb0b1a0259f8f471189eeca085b948',
    ]);
  });

  it('has the digests that other tools compute, with SM3', () => {
    expect(digests('sm3', 'sm3')).toEqual([
      '35ce1e3441c8b021195b09a583383f57c195ef9c0c8d146a4857fa2391893270',
      'bcc853ed45cb04ba5fd549fe5951d39ffb69d2977556830abd9c019ffa012d2f',
    ]);
  });

  it('is described to auditors with these very bytes', () => {
    const text = readFileSync('docs/how-to/verify-the-ledger.md', 'utf8');
    expect(text).toContain(`FIRST='${sealedText(FIRST)}'`);
    expect(text).toContain(`SECOND='${sealedText(SECOND)}'`);
    expect(text).toContain(`\nsha256 ${digests('sha256', 'sha256').join(' ')}\n`);
    expect(text).toContain(`\nsm3 ${digests('sm3', 'sm3').join(' ')}\n`);
  });

  it('takes the previous digest as it is when the algorithm changes', () => {
    expect(digests('sha256', 'sm3')[1]).toBe(
      '027e0661f0078fb8acd76ba5e8c71aa4ade99e05cd29b7bf95273c1b44ad3d53',
    );
  });

  it('depends on every member of the event', () => {
    const changes: Partial<RecordedEvent>[] = [
      { id: '018bf3d4-6c00-7000-8000-00000000000f' },
      { stream: 'enterprise-91411323MAXX00016T' },
      { revision: 2n },
      { position: 2n },
      { type: 'enterprise.registereD' },
      { data: { registeredOn: '2023-11-23', name: '西峡县石墨新材料有限公司' } },
      { metadata: { schemaVersion: '1', actor: '8' } },
      { recordedAt: '2023-11-22T01:02:03.005Z' },
    ];
    const texts = [FIRST, ...changes.map((change) => ({ ...FIRST, ...change }))].map(sealedText);
    expect(new Set(texts).size).toBe(changes.length + 1);
    expect(changes.flatMap((change) => Object.keys(change)).sort()).toEqual(
      Object.keys(FIRST).sort(),
    );
  });
});
