import { date, yearOf } from '#libs/kernel/calendar-date.js';
import { formatYuan } from '#libs/kernel/money.js';
import { NO_FACTS, override, type Facts } from '../facts/facts.js';
import { isNum } from '../facts/values.js';
import { Cursor, isPlainMap, type ReadingLog } from '../list/cursor.js';
import { readGiven } from '../list/read-given.js';
import type { When } from '../evaluate/compare.js';

/** One case beside a policy list: these facts, at this time, give that. */
export interface ListCase {
  readonly name: string;
  readonly when: When;
  readonly facts: Facts;
  readonly expected: readonly ExpectedClause[];
  /** Decimal yuan. */
  readonly total?: string;
  /** Of a list that assesses; what is left out is not looked at. */
  readonly assessment?: Readonly<Record<string, unknown>>;
}

/** What is expected of one clause; what is left out is not looked at. */
export interface ExpectedClause {
  readonly clause: string;
  readonly path: string;
  readonly expected: Readonly<Record<string, unknown>>;
}

const CASE_KEYS = ['name', 'asOf', 'awardYear', 'given', 'expect', 'total', 'assessment'];
const ASSESSMENT_KEYS = ['verdict', 'score'];
const EXPECT_KEYS = [
  'status',
  'amount',
  'payable',
  'outcome',
  'by',
  'provisional',
  'missing',
  'fails',
  'maxPossible',
  'granted',
  'decision',
  'unconfirmed',
  'judgedBy',
  'score',
];
const FAIL_KEYS = ['fact', 'op', 'need', 'actual', 'gap', 'lift'];
const MAX_CASES = 500;

/** Reads a `*.test.yaml` (root: a list of cases); faults go to the log. */
export function readCases(log: ReadingLog): readonly ListCase[] {
  const root = new Cursor(log.document.root, '', log);
  return root.list('用例', { max: MAX_CASES }).flatMap((_, i) => {
    const items = root.value as readonly unknown[];
    return readCase(new Cursor(items[i], String(i), log)) ?? [];
  });
}

function readCase(at: Cursor): ListCase | undefined {
  if (!at.isMapOf(CASE_KEYS, '用例')) return undefined;
  const name = at.get('name').text('用例名 name');
  const asOf = at.get('asOf').typed({ type: 'date' }, '截至日 asOf');
  if (name === undefined || typeof asOf !== 'string') return undefined;
  const year = at.get('awardYear').isMissing
    ? undefined
    : at.get('awardYear').typed({ type: 'integer' }, '兑现年度 awardYear');
  const awardYear = year !== undefined && isNum(year) ? Number(year.n) : yearOf(date(asOf));
  const given = at.get('given');
  const facts = given.isMissing
    ? NO_FACTS
    : override(
        NO_FACTS,
        readGiven(given, (key) => [`given:${key}`]),
      );
  const total = at.get('total').isMissing
    ? undefined
    : at.get('total').typed({ type: 'money' }, '合计 total');
  return {
    name,
    when: { asOf, awardYear },
    facts,
    expected: readExpected(at.get('expect')),
    ...(total !== undefined && isNum(total) ? { total: formatYuan(total.n) } : {}),
    ...readAssessment(at.get('assessment')),
  };
}

function readAssessment(at: Cursor): Pick<ListCase, 'assessment'> {
  if (at.isMissing || !at.isMapOf(ASSESSMENT_KEYS, '测评结论 assessment')) return {};
  return { assessment: at.value as Readonly<Record<string, unknown>> };
}

function readExpected(at: Cursor): readonly ExpectedClause[] {
  if (!isPlainMap(at.value)) return at.fail('missing', '缺少 expect，应为“条款标识: {…}”') ?? [];
  return at.keys().flatMap((clause) => {
    const place = at.get(clause);
    if (!place.isMapOf(EXPECT_KEYS, '期望')) return [];
    const expected = Object.fromEntries(place.keys().map((key) => [key, readOne(place, key)]));
    return [{ clause, path: place.path, expected }];
  });
}

const AMOUNTS = new Set(['amount', 'payable', 'maxPossible', 'granted']);

function readOne(at: Cursor, key: string): unknown {
  const place = at.get(key);
  if (AMOUNTS.has(key)) return amountOrNull(place);
  if (key !== 'fails') return place.value;
  return place.list('fails', { min: 0, max: 50 }).map((fail) => {
    if (!fail.isMapOf(FAIL_KEYS, 'fails')) return {};
    return fail.value;
  });
}

/** Amounts may be written as officers write them; results have decimal yuan. */
function amountOrNull(at: Cursor): string | null {
  if (at.value === null) return null;
  const amount = at.typed({ type: 'money' }, '金额');
  return amount !== undefined && isNum(amount) ? formatYuan(amount.n) : null;
}
