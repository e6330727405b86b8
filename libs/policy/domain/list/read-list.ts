import { canonicalJson, sha256Hex } from '#libs/kernel/canonical-json.js';
import type { FactDictionary } from '../facts/dictionary.js';
import { isNum } from '../facts/values.js';
import { Cursor, isPlainMap, ReadingLog } from './cursor.js';
import type { PlainDocument } from './document.js';
import type { Finding } from './findings.js';
import {
  CHANGE_OVERS,
  LIST_LEVELS,
  LIST_PURPOSES,
  type ChangeOver,
  type Clause,
  type ListPurpose,
  type PolicyList,
} from './model.js';
import { readCaps } from './read-caps.js';
import { MAX_TEXT, readClauses } from './read-clause.js';
import { readExclusivity } from './read-groups.js';
import { readPass } from './read-pass.js';
import { readRange } from './read-range.js';

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
  'changeOver',
  'purpose',
  'level',
  'title',
  'sample',
  'basis',
  'effective',
  'general',
  'clauses',
  'exclusivity',
  'caps',
  'pass',
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
  const head = readHead(root);
  const purpose = root.get('purpose').isMissing
    ? 'benefits'
    : root.get('purpose').oneOf(LIST_PURPOSES, '用途 purpose ');
  const clauses = readClauses(root.get('clauses'), purpose ?? 'benefits');
  const rules = readRules(root, purpose ?? 'benefits', clauses);
  const basis = readBasis(root.get('basis'));
  const general = readGeneral(root.get('general'));
  if (!head || !purpose) return undefined;
  return { ...head, purpose, ...(basis ? { basis } : {}), general, clauses, ...rules };
}

/** What the list says of itself. */
function readHead(root: Cursor) {
  const id = root.get('list').id('清单标识 list');
  const title = root.get('title').text('清单名称 title');
  const effective = readRange(root.get('effective'), '有效期 effective');
  const version = readVersion(root.get('version'));
  const supersedes = readSupersedes(root.get('supersedes'), version);
  const sample = root.get('sample').isMissing
    ? false
    : root.get('sample').typed({ type: 'bool' }, 'sample');
  const level = root.get('level').isMissing
    ? undefined
    : root.get('level').oneOf(LIST_LEVELS, '级别 level ');
  const changeOver = readChangeOver(root);
  if (id === undefined || title === undefined || !effective) return undefined;
  return {
    ...{ id, title, effective, changeOver },
    ...(version === undefined ? {} : { version }),
    ...(supersedes === undefined ? {} : { supersedes }),
    sample: sample === true,
    ...(level ? { level } : {}),
  };
}

function readSupersedes(at: Cursor, version: number | undefined): number | undefined {
  const supersedes = readVersion(at);
  if (supersedes === undefined || version === undefined || supersedes < version) return supersedes;
  return at.fail('bad-version', `第 ${version} 版只能取代更早的版本，supersedes 应小于 ${version}`);
}

function readChangeOver(root: Cursor): ChangeOver {
  const at = root.get('changeOver');
  if (at.isMissing) return 'new-rule';
  if (root.get('supersedes').isMissing) {
    at.fail('missing', '写了新旧衔接 changeOver，就要写明取代哪一版 supersedes');
  }
  return at.oneOf(CHANGE_OVERS, '新旧衔接 changeOver ') ?? 'new-rule';
}

/** Exclusivity and caps of a list that pays; what it takes to pass of one that assesses. */
function readRules(root: Cursor, purpose: ListPurpose, clauses: readonly Clause[]) {
  const [exclusivity, caps, pass] = [root.get('exclusivity'), root.get('caps'), root.get('pass')];
  if (purpose === 'benefits') {
    if (!pass.isMissing)
      pass.fail('unknown-key', '通过条件 pass 只用于 purpose: assessment 的清单');
    return { exclusivity: readExclusivity(exclusivity, clauses), caps: readCaps(caps, clauses) };
  }
  for (const at of [exclusivity, caps]) {
    if (!at.isMissing) at.fail('unknown-key', '测评清单（purpose: assessment）不发奖补，请去掉');
  }
  const passed = readPass(pass, clauses);
  return { exclusivity: [], caps: [], ...(passed ? { pass: passed } : {}) };
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
