import type { RecordedEvent } from '#libs/event-store/port.js';
import type { CountingRule } from '#libs/targets/domain/counting-rule.js';
import type { TargetItem } from '#libs/targets/domain/events.js';
import { DEFAULT_RULES } from './reference-rules.js';
import { growthBy, type ReferenceGrowth } from './reference-growth.js';
import { dueShare, fraction, round, type Fraction } from './reference-numbers.js';

/**
 * The tally told a second time, as plainly as possible and without anything of the product's code:
 * every question folds the list of events anew, in memory, record by record. Slow, and right by
 * inspection; the property test holds the projections and their SQL against it.
 */
export interface ReferenceQuestion {
  readonly region: string;
  readonly year: number;
  readonly asOf: string;
  /** Events at or below it are known. */
  readonly position: bigint;
}

export interface ReferenceIndicator {
  readonly code: string;
  readonly actual: string | null;
  readonly completion: string | null;
  readonly timeProgress: string | null;
  readonly ahead: string | null;
  readonly status: string;
  readonly evidence: readonly string[];
  readonly gapPoints?: string | null;
  readonly breakdown?: Readonly<Record<'first' | 'renewed' | 'net' | 'stock', string>>;
  readonly latestPublished?: { period: string; growth: string | null; publishedOn: string } | null;
}

const CODES = Object.keys(DEFAULT_RULES);

export function referenceTally(
  events: readonly RecordedEvent[],
  question: ReferenceQuestion,
): ReferenceIndicator[] {
  const ledger = foldLedger(events.filter((event) => event.position <= question.position));
  const plan = ledger.plans.get(`${question.region}.${question.year}`) ?? [];
  return CODES.map((code) => {
    const item = plan.find((one) => one.indicator === code);
    const rule = item?.countingRule ?? DEFAULT_RULES[code];
    if (!rule) throw new Error(code);
    return indicator(code, item, rule, ledger, question);
  });
}

/** What was known when the clock of the ledger showed `instant`: its running maximum decides. */
export function positionKnownAt(events: readonly RecordedEvent[], instant: string): bigint {
  let clock = '';
  let position = 0n;
  for (const event of events) {
    clock = event.recordedAt > clock ? event.recordedAt : clock;
    if (clock > instant) return position;
    position = event.position;
  }
  return position;
}

// ── the ledger ────────────────────────────────────────────────────────────────────────────────

interface Place {
  readonly from: string;
  readonly registered: string;
  readonly statistical: string;
}

interface Holder {
  readonly places: Place[];
  gone: string | null;
}

interface Record_ {
  readonly id: string;
  readonly kind: string;
  readonly number: string;
  readonly holder: string;
  year: number;
  countedOn: string;
  validFrom: string;
  validTo: string;
  attributes: Data;
  revokedOn: string | null;
}

type Data = Readonly<Record<string, unknown>>;

export interface ReferenceFigure {
  readonly id: string;
  readonly year: number;
  readonly part: string;
  readonly period: string;
  readonly fen: bigint;
  readonly caliber: string | null;
  readonly publishedOn: string;
}

interface Ledger {
  readonly holders: Map<string, Holder>;
  readonly records: Map<string, Record_>;
  readonly plans: Map<string, readonly TargetItem[]>;
  /** `series.region` → vintages in the order of the ledger. */
  readonly figures: Map<string, ReferenceFigure[]>;
}

function foldLedger(events: readonly RecordedEvent[]): Ledger {
  const ledger: Ledger = {
    holders: new Map(),
    records: new Map(),
    plans: new Map(),
    figures: new Map(),
  };
  for (const event of events) apply(ledger, event, event.data as Data);
  return ledger;
}

function apply(ledger: Ledger, event: RecordedEvent, data: Data): void {
  const code = data['creditCode'] as string;
  const id = `${String(data['kind'])}.${String(data['number'])}`;
  switch (event.type) {
    case 'enterprise.registered':
      ledger.holders.set(code, { places: [place(data, '')], gone: null });
      break;
    case 'enterprise.moved':
      ledger.holders.get(code)?.places.push(place(data, data['effectiveOn'] as string));
      break;
    case 'enterprise.deregistered':
      (ledger.holders.get(code) as Holder).gone = data['effectiveOn'] as string;
      break;
    case 'recognition.recorded':
    case 'recognition.corrected': {
      const revokedOn = ledger.records.get(id)?.revokedOn ?? null;
      ledger.records.set(id, { ...asRecord(id, data), revokedOn });
      break;
    }
    case 'recognition.revoked':
      (ledger.records.get(id) as Record_).revokedOn = data['effectiveOn'] as string;
      break;
    case 'recognition.withdrawn':
      ledger.records.delete(id);
      break;
    case 'targetPlan.set':
      ledger.plans.set(
        `${String(data['regionCode'])}.${String(data['year'])}`,
        data['items'] as readonly TargetItem[],
      );
      break;
    case 'figure.published': {
      const key = `${String(data['series'])}.${String(data['regionCode'])}`;
      ledger.figures.set(key, [...(ledger.figures.get(key) ?? []), asFigure(event, data)]);
      break;
    }
  }
}

function place(data: Data, from: string): Place {
  const registered = data['regionCode'] as string;
  return {
    from,
    registered,
    statistical: (data['statisticalRegionCode'] as string | undefined) ?? registered,
  };
}

function asRecord(id: string, data: Data): Record_ {
  return {
    id,
    kind: data['kind'] as string,
    number: data['number'] as string,
    holder: data['creditCode'] as string,
    year: data['countingYear'] as number,
    countedOn: data['countedOn'] as string,
    validFrom: data['validFrom'] as string,
    validTo: (data['validTo'] as string | null) ?? '9999-12-31',
    attributes: data['attributes'] as Data,
    revokedOn: null,
  };
}

function asFigure(event: RecordedEvent, data: Data): ReferenceFigure {
  const period = data['period'] as string;
  return {
    id: event.id,
    year: Number(period.slice(0, 4)),
    part: period.slice(4),
    period,
    fen: BigInt((data['value'] as string).replace('.', '')),
    caliber: data['caliber'] as string | null,
    publishedOn: data['publishedOn'] as string,
  };
}

// ── places ────────────────────────────────────────────────────────────────────────────────────

function placeOn(ledger: Ledger, code: string | undefined, day: string): Place | undefined {
  const holder = code === undefined ? undefined : ledger.holders.get(code);
  let found: Place | undefined;
  for (const one of holder?.places ?? []) {
    if (one.from <= day && (found === undefined || one.from >= found.from)) found = one;
  }
  return found;
}

/** `410000` holds everything that begins with 41, `411300` with 4113. */
function lies(code: string | undefined, region: string): boolean {
  return code !== undefined && code.startsWith(region.replace(/(00){1,2}$/, ''));
}

function holderLies(
  ledger: Ledger,
  code: string,
  day: string,
  by: 'registered' | 'statistical',
  region: string,
): boolean {
  return lies(placeOn(ledger, code, day)?.[by], region);
}

/** The seller or buyer: a firm of ours by its history, another by what the contract states. */
function partyLies(
  ledger: Ledger,
  record: Record_,
  side: 'seller' | 'buyer',
  by: 'registered' | 'statistical',
  region: string,
): boolean {
  const stated = record.attributes[side] as Data | undefined;
  const code = stated === undefined ? record.holder : (stated['creditCode'] as string | undefined);
  const known = placeOn(ledger, code, record.countedOn)?.[by];
  return lies(known ?? (stated?.['regionCode'] as string | undefined), region);
}

// ── what counts ───────────────────────────────────────────────────────────────────────────────

function flow(ledger: Ledger, kind: string, { year, asOf }: ReferenceQuestion): Record_[] {
  const yearEnd = `${year}-12-31`;
  const until = asOf < yearEnd ? asOf : yearEnd;
  return [...ledger.records.values()]
    .filter((record) => record.kind === kind && record.year === year)
    .filter((record) => record.countedOn <= asOf)
    .filter((record) => record.revokedOn === null || record.revokedOn > until)
    .sort(byDateThenNumber);
}

function byDateThenNumber(a: Record_, b: Record_): number {
  const [left, right] = [a.countedOn + a.number, b.countedOn + b.number];
  return left < right ? -1 : left > right ? 1 : 0;
}

/** The first of each group; the list is in order already. */
function firstOf(records: readonly Record_[], keyOf: (record: Record_) => string): Record_[] {
  const seen = new Set<string>();
  return records.filter((record) => {
    const key = keyOf(record);
    return seen.has(key) ? false : seen.add(key);
  });
}

function stock(
  ledger: Ledger,
  day: string,
  by: 'registered' | 'statistical',
  region: string,
): Record_[] {
  const valid = [...ledger.records.values()]
    .filter((record) => record.kind === 'high-tech-firm')
    .filter((record) => record.validFrom <= day && day <= record.validTo)
    .filter((record) => record.revokedOn === null || day < record.revokedOn)
    .filter((record) => holderLies(ledger, record.holder, day, by, region))
    .filter((record) => {
      const gone = ledger.holders.get(record.holder)?.gone ?? null;
      return gone === null || day < gone;
    })
    .sort(byDateThenNumber);
  return firstOf(valid, (record) => record.holder);
}

function isFirst(ledger: Ledger, record: Record_): boolean {
  const told = record.attributes['first'];
  if (typeof told === 'boolean') return told;
  return ![...ledger.records.values()].some(
    (other) =>
      other.kind === 'high-tech-firm' &&
      other.holder === record.holder &&
      byDateThenNumber(other, record) < 0 &&
      !(other.revokedOn !== null && other.revokedOn <= other.validFrom),
  );
}

interface Counted {
  readonly sum: bigint;
  readonly evidence: readonly string[];
}

const ones = (records: readonly Record_[]): Counted => ({
  sum: BigInt(records.length),
  evidence: records.map((record) => record.id),
});

function count(
  rule: Exclude<CountingRule, { measure: 'fiscal-growth' | 'rd-growth' }>,
  ledger: Ledger,
  question: ReferenceQuestion,
): Counted {
  const { region } = question;
  const here = (record: Record_): boolean =>
    holderLies(ledger, record.holder, record.countedOn, rule.place, region);
  switch (rule.measure) {
    case 'high-tech-firms': {
      if (rule.count === 'net') return net(ledger, question, rule.place);
      const firms = flow(ledger, 'high-tech-firm', question).filter(here);
      return ones(
        rule.count === 'first-only' ? firms.filter((firm) => isFirst(ledger, firm)) : firms,
      );
    }
    case 'sci-tech-smes': {
      const entries = flow(ledger, 'sci-tech-sme', question).filter(here);
      return ones(rule.distinct === 'firm' ? firstOf(entries, (e) => e.holder) : entries);
    }
    case 'platforms':
      return ones(
        flow(ledger, 'innovation-platform', question)
          .filter(here)
          .filter(({ attributes }) => {
            const rank = ['county', 'municipal', 'provincial', 'national'];
            return (
              rank.indexOf(attributes['level'] as string) >= rank.indexOf(rule.minLevel) &&
              !(rule.filed === 'ignore' && attributes['approvalMode'] === 'filed') &&
              !(rule.promotions === 'ignore' && attributes['promotedFrom'] !== undefined) &&
              (rule.departments.length === 0 ||
                rule.departments.includes(attributes['department'] as string))
            );
          }),
      );
    case 'projects':
      return ones(
        flow(ledger, 'county-project', question)
          .filter(here)
          .filter(
            ({ attributes }) =>
              rule.modes.length === 0 || rule.modes.some((mode) => mode === attributes['mode']),
          ),
      );
    case 'transfers': {
      const transfers = flow(ledger, 'achievement-transfer', question).filter(here);
      if (rule.distinct === 'record') return ones(transfers);
      const taker = (record: Record_): string => (rule.distinct === 'result' ? '' : record.holder);
      return ones(firstOf(transfers, (r) => `${sameResult(r.attributes)}/${taker(r)}`));
    }
    case 'contracts': {
      const side = rule.side === 'output' ? 'seller' : 'buyer';
      const key = rule.amount === 'contract-value' ? 'contractValue' : 'technologyValue';
      const contracts = flow(ledger, 'tech-contract', question).filter((record) =>
        partyLies(ledger, record, side, rule.place, region),
      );
      const fen = contracts.map((c) => BigInt((c.attributes[key] as string).replace('.', '')));
      return { ...ones(contracts), sum: fen.reduce((total, one) => total + one, 0n) };
    }
  }
}

function net(
  ledger: Ledger,
  { year, asOf, region }: ReferenceQuestion,
  by: 'registered' | 'statistical',
): Counted {
  const until = (day: string): string => (day < asOf ? day : asOf);
  const before = stock(ledger, until(`${year - 1}-12-31`), by, region);
  const after = stock(ledger, until(`${year}-12-31`), by, region);
  const came = after.filter((a) => !before.some((b) => b.holder === a.holder));
  const left = before.filter((b) => !after.some((a) => a.holder === b.holder));
  return {
    sum: BigInt(came.length - left.length),
    evidence: [...came, ...left].sort(byDateThenNumber).map((record) => record.id),
  };
}

function sameResult(attributes: Data): string {
  const provider = attributes['provider'] as Data;
  const from =
    provider['naturalPerson'] === true
      ? `某人 ${String(provider['regionCode'])}`
      : provider['name'];
  return `${plainName(String(from))}/${plainName(attributes['name'] as string)}`;
}

function plainName(name: string): string {
  let plain = '';
  for (const char of name.normalize('NFKC').toLowerCase()) {
    if (' \t“”‘’"\'《》〈〉「」『』'.includes(char)) continue;
    plain += '([{【〔〖'.includes(char) ? '(' : ')]}】〕〗'.includes(char) ? ')' : char;
  }
  return plain;
}

// ── how it is answered ────────────────────────────────────────────────────────────────────────

function indicator(
  code: string,
  item: TargetItem | undefined,
  rule: CountingRule,
  ledger: Ledger,
  question: ReferenceQuestion,
): ReferenceIndicator {
  if (rule.measure === 'fiscal-growth' || rule.measure === 'rd-growth') {
    const series = rule.measure === 'rd-growth' ? 'rd-expenditure' : 'fiscal-sci-tech-expenditure';
    const figures = ledger.figures.get(`${series}.${question.region}`) ?? [];
    return growthIndicator(code, item, growthBy(rule, figures, question));
  }
  const { sum, evidence } = count(rule, ledger, question);
  const isMoney = rule.measure === 'contracts';
  const actual: Fraction = { n: sum, d: isMoney ? 100n : 1n };
  const timeProgress = dueShare(question.asOf, question.year, item?.plannedCurve ?? null);
  const completion = item ? share(actual, item.value) : null;
  const ahead = completion === null ? null : minus(completion, timeProgress);
  return {
    code,
    actual: round(actual, isMoney ? 2 : 0),
    completion,
    timeProgress,
    ahead,
    status: !item
      ? 'no-target'
      : reaches(actual, item.value)
        ? 'reached'
        : Number(ahead) >= 0
          ? 'on-track'
          : 'behind',
    evidence,
    ...(rule.measure === 'high-tech-firms'
      ? { breakdown: breakdown(rule.place, ledger, question) }
      : {}),
  };
}

function breakdown(
  by: 'registered' | 'statistical',
  ledger: Ledger,
  question: ReferenceQuestion,
): NonNullable<ReferenceIndicator['breakdown']> {
  const firms = flow(ledger, 'high-tech-firm', question).filter((record) =>
    holderLies(ledger, record.holder, record.countedOn, by, question.region),
  );
  const first = firms.filter((firm) => isFirst(ledger, firm)).length;
  return {
    first: String(first),
    renewed: String(firms.length - first),
    net: String(net(ledger, question, by).sum),
    stock: String(stock(ledger, question.asOf, by, question.region).length),
  };
}

function growthIndicator(
  code: string,
  item: TargetItem | undefined,
  growth: ReferenceGrowth,
): ReferenceIndicator {
  const actual = growth.percent && round(growth.percent, 4);
  return {
    code,
    actual,
    completion: item && growth.percent ? share(growth.percent, item.value) : null,
    timeProgress: null,
    ahead: null,
    status: !item
      ? 'no-target'
      : growth.percent === null
        ? 'not-yet-known'
        : reaches(growth.percent, item.value)
          ? 'reached'
          : 'behind',
    evidence: growth.evidence,
    gapPoints: item && actual !== null ? minus(actual, item.value) : null,
    ...(growth.percent === null ? { latestPublished: growth.latestPublished } : {}),
  };
}

function share(actual: Fraction, target: string): string {
  const goal = fraction(target);
  return round({ n: actual.n * goal.d, d: actual.d * goal.n }, 4);
}

function reaches(actual: Fraction, target: string): boolean {
  const goal = fraction(target);
  return actual.n * goal.d >= goal.n * actual.d;
}

function minus(a: string, b: string): string {
  const [x, y] = [fraction(a), fraction(b)];
  return round({ n: x.n * y.d - y.n * x.d, d: x.d * y.d }, 4);
}
