import type { LoadEvent } from '#libs/event-store/postgres/bulk-load.js';
import { completeCreditCode } from '#libs/kernel/credit-code.js';
import { Random } from './random.js';
import { YEAR } from './columns.js';

const METADATA = {
  schemaVersion: '1',
  actor: 'system',
  role: 'system',
  source: 'seed',
  recordedAt: `${YEAR}-12-31T00:00:00.000Z`,
};
const SOURCE = { title: '测速用公告' };

/**
 * One invented enterprise as the ledger has it: registered; six in ten with records of three kinds;
 * half with figures declared for two years. The same for the same number.
 */
export function eventsOf(n: number): readonly LoadEvent[] {
  const random = new Random(n + 1);
  const serial = String(n).padStart(6, '0');
  const creditCode = completeCreditCode(`91411323MB${serial}`);
  const event = (stream: string, type: string, data: object): LoadEvent => ({
    ...{ id: random.uuid(), stream, revision: 0n, type, data, metadata: METADATA },
  });
  const registered = event(`enterprise-${creditCode}`, 'enterprise.registered', {
    ...{ creditCode, name: `测速${n}号有限公司`, regionCode: '411323' },
    ...{ townshipCode: '411323100', industryCode: 'C3130', registeredOn: '2015-06-01' },
  });
  const records = recordsOf(serial, random).map(({ kind, number, ...data }) =>
    event(`recognition-${kind}.${number}`, 'recognition.recorded', {
      ...{ kind, number, creditCode, issued: false, ...data, source: SOURCE },
    }),
  );
  const years = random.below(2) === 0 ? [] : [YEAR - 1, YEAR];
  const declared = years.map((year) =>
    event(`declaration-${creditCode}.${year}`, 'declaration.submitted', {
      ...{ creditCode, year, figures: figuresOf(random), source: SOURCE },
    }),
  );
  return [registered, ...records, ...declared];
}

function recordsOf(serial: string, random: Random) {
  if (random.below(10) < 4) return [];
  const year = YEAR - random.below(4);
  const day = `${year}-06-15`;
  const sme = {
    ...{ kind: 'sci-tech-sme', number: `${year}411323${serial}` },
    attributes: { entryYear: year, announcedOn: day },
    ...{ countingYear: year, countedOn: day, validFrom: day, validTo: `${year + 1}-03-31` },
  };
  const contract = {
    ...{ kind: 'tech-contract', number: `HT${serial}00` },
    attributes: {
      ...{ contractKind: 'development', title: '技术开发', registeredOn: day },
      ...{ contractValue: '1200000.00', technologyValue: '900000.00' },
      buyer: { name: '买方有限公司', regionCode: '411302' },
    },
    ...{ countingYear: year, countedOn: day, validFrom: day, validTo: null },
  };
  const firm = {
    ...{ kind: 'high-tech-firm', number: `GR${year}41${serial}` },
    attributes: { recognitionYear: year, issuedOn: day, first: random.below(2) === 0 },
    ...{ countingYear: year, countedOn: day, validFrom: day, validTo: `${year + 3}-06-14` },
  };
  return [sme, contract, firm].slice(0, 1 + random.below(3));
}

/** Five of the figures that the list's clauses on research ask about. */
function figuresOf(random: Random) {
  const yuan = (most: number): string => `${random.below(most)}.00`;
  return {
    revenue: yuan(80_000_000),
    'rd.expense': yuan(4_000_000),
    'rd.superDeduction': yuan(3_000_000),
    'income.total': yuan(90_000_000),
    assets: yuan(60_000_000),
  };
}
