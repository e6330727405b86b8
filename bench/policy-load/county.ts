import type { Pool } from 'pg';
import { BulkLoader, type LoadEvent } from '#libs/event-store/postgres/bulk-load.js';
import { completeCreditCode } from '#libs/kernel/credit-code.js';
import { uuidV7 } from '#libs/kernel/uuid.js';

const CHUNK = 9_000;
const METADATA = {
  schemaVersion: '1',
  actor: 'system',
  role: 'system',
  source: 'seed',
  recordedAt: '2023-12-31T00:00:00.000Z',
};

export function codeOf(n: number): string {
  return completeCreditCode(`91411323MA${String(n).padStart(6, '0')}`);
}

/** An invented county: every enterprise registered, most with one or two records. */
export async function loadCounty(pool: Pool, enterprises: number): Promise<number> {
  const loader = new BulkLoader(pool);
  let waiting: LoadEvent[] = [];
  let events = 0;
  for (let n = 0; n < enterprises; n += 1) {
    waiting.push(...eventsOf(n));
    if (waiting.length < CHUNK && n < enterprises - 1) continue;
    await loader.load(waiting);
    events += waiting.length;
    waiting = [];
  }
  return events;
}

function eventsOf(n: number): readonly LoadEvent[] {
  const creditCode = codeOf(n);
  const serial = String(n).padStart(6, '0');
  const registered = event(`enterprise-${creditCode}`, 'enterprise.registered', {
    ...{ creditCode, name: `样例企业${serial}`, regionCode: '411323' },
    ...{ townshipCode: '411323100', industryCode: 'C3130', registeredOn: '2015-06-01' },
  });
  if (n % 10 < 4) return [registered];
  const number = `${2020 + (n % 6)}411323${serial}`;
  const sme = event(`recognition-sci-tech-sme.${number}`, 'recognition.recorded', {
    ...{ kind: 'sci-tech-sme', number, creditCode, issued: false },
    attributes: { entryYear: 2020 + (n % 6), announcedOn: `${2020 + (n % 6)}-06-15` },
    ...{ countingYear: 2020 + (n % 6), countedOn: `${2020 + (n % 6)}-06-15` },
    ...{ validFrom: `${2020 + (n % 6)}-06-15`, validTo: `${2021 + (n % 6)}-03-31` },
    source: { title: '公告' },
  });
  if (n % 10 < 8) return [registered, sme];
  const contract = `HT${serial}00`;
  return [
    registered,
    sme,
    event(`recognition-tech-contract.${contract}`, 'recognition.recorded', {
      ...{ kind: 'tech-contract', number: contract, creditCode, issued: false },
      attributes: {
        ...{ contractKind: 'development', title: '技术开发', registeredOn: '2023-05-10' },
        ...{ contractValue: '1200000.00', technologyValue: '900000.00' },
        buyer: { name: '买方', regionCode: '411302' },
      },
      ...{ countingYear: 2023, countedOn: '2023-05-10', validFrom: '2023-05-10', validTo: null },
      source: { title: '登记' },
    }),
  ];
}

function event(stream: string, type: string, data: object): LoadEvent {
  return { id: uuidV7(), stream, revision: 0n, type, data, metadata: METADATA };
}
