import { placeJoinSql } from '#libs/enterprises/place-history.js';
import { date, type CalendarDate } from '#libs/kernel/calendar-date.js';
import {
  PLATFORM_LEVELS,
  type CountingRule,
  type GrowthRule,
  type Place,
} from '../domain/counting-rule.js';
import type { SqlParameters } from './sql-parameters.js';
import { regionPrefixes, type TallyScope } from './tally-scope.js';
import { PLACES } from './tally.projection.js';

/** Rules that count records; growth is made of figures. */
export type RecordRule = Exclude<CountingRule, GrowthRule>;

/**
 * SELECT that gives the records behind a number, each with its `contribution`: 1 for a count, fen
 * for a sum, ±1 for a net growth. The tally is the sum of these contributions and the evidence is
 * these rows, so the two cannot differ.
 *
 * The order of the steps is what makes it fast and right: (1) the kind's versions known at the
 * position, of the year, counted by the date, not revoked by then, and of holders ever in the region
 * (index lookups); (2) the place of each on its counting day; (3) only then what stands for equal
 * things, since a city picks its representatives anew among all of its counties' records.
 */
export function countedRowsSql(rule: RecordRule, scope: TallyScope, p: SqlParameters): string {
  if (rule.measure === 'high-tech-firms' && rule.count === 'net') {
    return netRowsSql(rule.place, scope, p);
  }
  const contribution = rule.measure === 'contracts' ? CONTRACT_AMOUNT[rule.amount] : '1::bigint';
  return `SELECT r.*, ${contribution} AS contribution FROM (${recordRowsSql(rule, scope, p)}) r`;
}

const CONTRACT_AMOUNT = {
  'contract-value': 'r.value_fen',
  'technology-value': 'r.technology_value_fen',
} as const;

const TRANSFER_KEYS = {
  'result-and-taker': ['result_key', 'credit_code'],
  result: ['result_key'],
  record: [],
} as const;

function recordRowsSql(rule: RecordRule, scope: TallyScope, p: SqlParameters): string {
  const { place } = rule;
  switch (rule.measure) {
    case 'high-tech-firms': {
      const rows = certificateRowsSql(place, scope, p);
      return rule.count === 'first-only' ? `SELECT * FROM (${rows}) f WHERE f.is_first` : rows;
    }
    case 'sci-tech-smes': {
      const rows = flowSql({ kind: 'sci-tech-sme', place }, scope, p);
      return distinctSql(rows, rule.distinct === 'firm' ? ['credit_code'] : []);
    }
    case 'platforms': {
      const only = platformConditions(rule, p);
      return flowSql({ kind: 'innovation-platform', place, only }, scope, p);
    }
    case 'projects': {
      const any = rule.modes.length === 0;
      const only = any ? [] : [`e.project_mode = ANY(${p.add(rule.modes, 'text[]')})`];
      return flowSql({ kind: 'county-project', place, only }, scope, p);
    }
    case 'transfers': {
      const rows = flowSql({ kind: 'achievement-transfer', place }, scope, p);
      return distinctSql(rows, TRANSFER_KEYS[rule.distinct]);
    }
    case 'contracts': {
      const party = rule.side === 'output' ? 'seller' : 'buyer';
      return flowSql({ kind: 'tech-contract', place, party }, scope, p);
    }
  }
}

function platformConditions(
  rule: RecordRule & { readonly measure: 'platforms' },
  p: SqlParameters,
): string[] {
  const levels = PLATFORM_LEVELS.slice(0, PLATFORM_LEVELS.indexOf(rule.minLevel) + 1);
  const conditions = [`e.level = ANY(${p.add(levels, 'text[]')})`];
  if (rule.filed === 'ignore') conditions.push(`e.approval_mode IS DISTINCT FROM 'filed'`);
  if (rule.promotions === 'ignore') conditions.push('NOT e.promoted');
  if (rule.departments.length > 0) {
    conditions.push(`e.department = ANY(${p.add(rule.departments, 'text[]')})`);
  }
  return conditions;
}

interface Flow {
  readonly kind: string;
  readonly place: Place;
  /** Whose place decides; left out: the holder's. */
  readonly party?: 'seller' | 'buyer';
  /** Further conditions on version `e`. */
  readonly only?: readonly string[];
}

/**
 * Records of the plan year up to the date. Expiry does not lower a flow; a revocation does when it
 * takes effect by the date and within the plan year, since what is taken back later was still an
 * achievement of that year.
 */
function flowSql(flow: Flow, scope: TallyScope, p: SqlParameters): string {
  const year = p.add(scope.year, 'int');
  const asOf = p.add(scope.asOf, 'date');
  const conditions = [
    `e.kind = ${p.add(flow.kind, 'text')}`,
    `e.counting_year = ${year}`,
    `e.counted_on <= ${asOf}`,
    knownSql('e', p.add(String(scope.position), 'bigint')),
    `(e.revoked_on IS NULL OR e.revoked_on > LEAST(${asOf}, make_date(${year}, 12, 31)))`,
    ...(flow.only ?? []),
  ];
  const rows = `SELECT e.* FROM tally_evidence e WHERE ${conditions.join(' AND ')}`;
  return hereSql(rows, flow, 'k.counted_on', scope, p);
}

/**
 * Keeps the rows `k` of a SELECT whose place on a day lies in the region. A party that is none of
 * our enterprises has no history here: the place its contract states is used.
 */
function hereSql(
  rows: string,
  { place, party }: Pick<Flow, 'place' | 'party'>,
  on: string,
  scope: TallyScope,
  p: SqlParameters,
): string {
  const column = place === 'registered' ? 'region_code' : 'statistical_region_code';
  const creditCode = party ? `k.${party}_code` : 'k.credit_code';
  const code = party ? `coalesce(place.${column}, k.${party}_region)` : `place.${column}`;
  const within = regionPrefixes(scope.regionCode)
    .map((prefix) => `${code} LIKE ${p.add(`${prefix}%`, 'text')}`)
    .join(' OR ');
  const position = p.add(String(scope.position), 'bigint');
  const join = placeJoinSql({ table: PLACES, creditCode, on, position });
  return `SELECT k.*, ${code} AS place_code FROM (${rows}) k
    ${party ? 'LEFT JOIN' : 'JOIN'} ${PLACES} place ON ${join.on}
    WHERE (${within}) AND ${join.where}`;
}

/** Of equal things the one counted earliest, then by number, stands for the others. */
function distinctSql(rows: string, keys: readonly string[]): string {
  if (keys.length === 0) return rows;
  const key = keys.join(', ');
  return `SELECT DISTINCT ON (${key}) d.* FROM (${rows}) d ORDER BY ${key}, d.counted_on, d.number`;
}

/**
 * Certificates of the year with `is_first`: as the certificate says, otherwise told from the history
 * known. One before it counts as history when it was ever valid, wherever the holder then was.
 */
export function certificateRowsSql(place: Place, scope: TallyScope, p: SqlParameters): string {
  const rows = flowSql({ kind: 'high-tech-firm', place }, scope, p);
  const known = knownSql('o', p.add(String(scope.position), 'bigint'));
  return `SELECT c.*, coalesce(c.first_time, NOT EXISTS (
      SELECT 1 FROM tally_evidence o
      WHERE o.kind = 'high-tech-firm' AND o.credit_code = c.credit_code AND ${known}
        AND (o.counted_on, o.number) < (c.counted_on, c.number)
        AND (o.revoked_on IS NULL OR o.revoked_on > o.valid_from))) AS is_first
    FROM (${rows}) c`;
}

/**
 * The stock at each of some days: one row per day and firm that has a valid certificate, is in the
 * region and not deregistered on that day; of two valid certificates the earlier stands.
 */
function stockRowsSql(
  place: Place,
  scope: TallyScope,
  days: readonly CalendarDate[],
  p: SqlParameters,
): string {
  return distinctSql(validRowsSql('e.*', place, scope, days, p), ['day', 'credit_code']);
}

/** How many firms that stock has: `day`, `firms`; no row for a day with none. */
export function stockSizesSql(
  place: Place,
  scope: TallyScope,
  days: readonly CalendarDate[],
  p: SqlParameters,
): string {
  const rows = validRowsSql('e.credit_code', place, scope, days, p);
  return `SELECT v.day, count(DISTINCT v.credit_code) AS firms FROM (${rows}) v GROUP BY v.day`;
}

/** Certificates that are valid on a day, of firms then in the region: `columns` of `e`, and `day`. */
function validRowsSql(
  columns: string,
  place: Place,
  scope: TallyScope,
  days: readonly CalendarDate[],
  p: SqlParameters,
): string {
  const asked = p.add([...new Set(days)], 'date[]');
  const position = p.add(String(scope.position), 'bigint');
  const valid = `SELECT ${columns}, d.day FROM unnest(${asked}) AS d (day)
    JOIN tally_evidence e ON e.valid_from <= d.day AND (e.valid_to IS NULL OR e.valid_to >= d.day)
      AND (e.revoked_on IS NULL OR e.revoked_on > d.day)
    WHERE e.kind = 'high-tech-firm' AND ${knownSql('e', position)}
      AND NOT EXISTS (
        SELECT 1 FROM tally_deregistrations x
        WHERE x.credit_code = e.credit_code AND x.known_from <= ${position}
          AND x.effective_on <= d.day)`;
  return hereSql(valid, { place }, 'k.day', scope, p);
}

/** The days whose stocks a net growth compares, neither of them after the date asked for. */
export function netDays(scope: TallyScope): readonly [from: CalendarDate, to: CalendarDate] {
  const lastOf = (year: number): CalendarDate => {
    const day = date(`${year}-12-31`);
    return day < scope.asOf ? day : scope.asOf;
  };
  return [lastOf(scope.year - 1), lastOf(scope.year)];
}

/** Firms that came into the stock count +1, those that left it −1. */
function netRowsSql(place: Place, scope: TallyScope, p: SqlParameters): string {
  const days = netDays(scope);
  const [from, to] = days.map((day) => p.add(day, 'date'));
  const inOne = (day: string | undefined, other: string | undefined, sign: string): string =>
    `SELECT a.*, ${sign}::bigint AS contribution FROM stock a
     WHERE a.day = ${day} AND NOT EXISTS (
       SELECT 1 FROM stock b WHERE b.day = ${other} AND b.credit_code = a.credit_code)`;
  return `WITH stock AS MATERIALIZED (${stockRowsSql(place, scope, days, p)})
    ${inOne(to, from, '1')} UNION ALL ${inOne(from, to, '-1')}`;
}

/** What a prefix of the ledger knows. */
function knownSql(alias: string, position: string): string {
  return `${alias}.known_from <= ${position}
    AND (${alias}.known_to IS NULL OR ${alias}.known_to > ${position})`;
}
