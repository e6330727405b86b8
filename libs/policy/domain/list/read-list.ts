import { parseDate } from '#libs/kernel/calendar-date.js';
import { canonicalJson, sha256Hex } from '#libs/kernel/canonical-json.js';
import type { FactDictionary } from '../facts/dictionary.js';
import { isNum } from '../facts/values.js';
import { Cursor, isPlainMap, ReadingLog } from './cursor.js';
import type { PlainDocument } from './document.js';
import type { Finding } from './findings.js';
import type { Clause, DateRange, PolicyList } from './model.js';
import { readBenefit } from './read-benefit.js';
import { readCondition } from './read-condition.js';
import { readExclusivity, readCaps } from './read-groups.js';

const MAX_CLAUSES = 300;
const MAX_TEXT = 2000;

export interface ListReading {
  /** Undefined when there are errors. */
  readonly list?: PolicyList;
  /** SHA-256 of the canonical JSON of the document: the identity of a version. */
  readonly hash: string;
  readonly findings: readonly Finding[];
}

const LIST_KEYS = [
  'list',
  'version',
  'supersedes',
  'title',
  'sample',
  'basis',
  'effective',
  'general',
  'clauses',
  'exclusivity',
  'caps',
];

/** Reads and checks a policy list against the fact dictionary. Pure; notes everything wrong at once. */
export function readPolicyList(document: PlainDocument, dictionary: FactDictionary): ListReading {
  const log = new ReadingLog(document, dictionary);
  const list = readRoot(new Cursor(document.root, '', log));
  const hash = sha256Hex(canonicalJson(document.root));
  return { ...(list && !log.failed ? { list } : {}), hash, findings: log.findings };
}

function readRoot(root: Cursor): PolicyList | undefined {
  if (!isPlainMap(root.value)) {
    return root.fail(
      'not-a-list',
      '内容不是政策清单：最外层应为“键: 值”，含有 list、title、effective、clauses',
    );
  }
  root.isMapOf(LIST_KEYS, '政策清单');
  const id = root.get('list').id('清单标识 list');
  const title = root.get('title').text('清单名称 title');
  const effective = readRange(root.get('effective'), '有效期 effective');
  const version = readVersion(root.get('version'));
  const clauses = readClauses(root.get('clauses'));
  const exclusivity = readExclusivity(root.get('exclusivity'), clauses);
  const caps = readCaps(root.get('caps'));
  const basis = readBasis(root.get('basis'));
  const general = readGeneral(root.get('general'));
  const sample = root.get('sample').isMissing
    ? false
    : root.get('sample').typed({ type: 'bool' }, 'sample');
  readVersion(root.get('supersedes'));
  if (id === undefined || title === undefined || !effective) return undefined;
  return {
    id,
    ...(version === undefined ? {} : { version }),
    title,
    sample: sample === true,
    ...(basis ? { basis } : {}),
    effective,
    general,
    clauses,
    exclusivity,
    caps,
  };
}

function readVersion(at: Cursor): number | undefined {
  if (at.isMissing) return undefined;
  const value = at.typed({ type: 'integer' }, '版本号');
  if (value === undefined || !isNum(value)) return undefined;
  const version = Number(value.n);
  return version >= 1 && version <= 100_000
    ? version
    : at.fail('bad-version', '版本号应为 1 起的整数');
}

export function readRange(at: Cursor, what: string): DateRange | undefined {
  if (at.isMissing) return at.fail('missing', `缺少${what}，如 {from: 2023-01-01, to: 2025-12-31}`);
  if (!at.isMapOf(['from', 'to'], what)) return undefined;
  const from = at.get('from').typed({ type: 'date' }, `${what}的起日 from`);
  const to = at.get('to').typed({ type: 'date' }, `${what}的止日 to`);
  const [a, b] = [parseDate(from), parseDate(to)];
  if (a === undefined || b === undefined) return undefined;
  return a <= b ? { from: a, to: b } : at.fail('empty-range', `${what}的起日晚于止日`);
}

function readBasis(at: Cursor): PolicyList['basis'] {
  if (at.isMissing || !at.isMapOf(['title', 'no'], '依据 basis')) return undefined;
  const title = at.get('title').text('依据文件名称 title');
  const documentNumber = at.get('no').optionalText('文号 no');
  return title === undefined
    ? undefined
    : { title, ...(documentNumber === undefined ? {} : { documentNumber }) };
}

function readGeneral(at: Cursor): readonly string[] {
  if (at.isMissing) return [];
  return at
    .list('一般条款 general', { max: 50 })
    .flatMap((item) => item.text('一般条款', MAX_TEXT) ?? []);
}

function readClauses(at: Cursor): readonly Clause[] {
  if (at.isMissing) {
    at.fail('missing', '缺少条款 clauses');
    return [];
  }
  const seen = new Set<string>();
  return at.list('条款 clauses', { max: MAX_CLAUSES }).flatMap((place) => {
    const clause = readClause(place);
    at.log.clause = undefined;
    const id = clause?.id;
    if (id !== undefined && seen.has(id))
      place.get('id').fail('duplicate-id', `条款标识“${id}”重复`);
    if (id !== undefined) seen.add(id);
    return clause ?? [];
  });
}

const CLAUSE_KEYS = [
  'id',
  'article',
  'text',
  'audience',
  'department',
  'deadline',
  'papers',
  'origin',
  'effective',
  'when',
  'benefit',
];

function readClause(at: Cursor): Clause | undefined {
  if (!isPlainMap(at.value))
    return at.fail('not-a-map', '每个条款应为“键: 值”，含有 id、article、text、when、benefit');
  const id = at.get('id').id('条款标识 id');
  const text = at.get('text').text('条款原文 text', MAX_TEXT);
  at.log.clause = { id: id ?? '（未命名）', text: text ?? '' };
  at.isMapOf(CLAUSE_KEYS, '条款');
  const article = at.get('article').text('条款编号 article');
  const when = readCondition(at.get('when'));
  const benefit = readBenefit(at.get('benefit'));
  const extras = readExtras(at);
  if (id === undefined || text === undefined || article === undefined || !when || !benefit)
    return undefined;
  return { id, article, text, when, benefit, ...extras };
}

function readExtras(at: Cursor) {
  const audience = at.get('audience').optionalText('适用对象 audience');
  const department = at.get('department').optionalText('受理部门 department');
  const deadline = at.get('deadline').optionalText('申报时限 deadline');
  const effective = at.get('effective').isMissing
    ? undefined
    : readRange(at.get('effective'), '条款有效期 effective');
  const origin = readOrigin(at.get('origin'));
  const papers = at.get('papers').isMissing
    ? []
    : at
        .get('papers')
        .list('申报材料 papers', { max: 50 })
        .flatMap((item) => item.text('申报材料') ?? []);
  return {
    papers,
    ...(audience === undefined ? {} : { audience }),
    ...(department === undefined ? {} : { department }),
    ...(deadline === undefined ? {} : { deadline }),
    ...(effective ? { effective } : {}),
    ...(origin ? { origin } : {}),
  };
}

/** Where the clause comes from: modelled on a published one, or made up to show something. */
function readOrigin(at: Cursor): Clause['origin'] {
  if (at.isMissing || !at.isMapOf(['kind', 'note'], '来源 origin')) return undefined;
  const kind = at.get('kind').oneOf(['sourced', 'illustrative'] as const, '来源 kind ');
  const note = at.get('note').text('来源说明 note', 500);
  return kind && note !== undefined ? { kind, note } : undefined;
}
