import {
  defined,
  isAbsent,
  isRecord,
  readBoolean,
  readCreditCode,
  readRegion,
  readText,
  refuseUnknownKeys,
  type Issues,
} from '#libs/kernel/read-fields.js';
import type { Party } from './kind-spec.js';

export interface PartyRule {
  readonly path: string;
  readonly label: string;
  readonly regionRequired: boolean;
}

const KEYS = ['name', 'creditCode', 'regionCode', 'naturalPerson'];

/**
 * A party in canonical form. Of a natural person only the place is kept (PIPL art. 6: no more than
 * is needed), so a name that comes along is refused and not silently dropped.
 */
export function readParty(input: unknown, rule: PartyRule, issues: Issues): Party | undefined {
  const { path, label } = rule;
  if (!isRecord(input)) {
    return issues.add(
      path,
      'not-a-party',
      `${label}应写作 {"name": 名称, "creditCode": 统一社会信用代码, "regionCode": 行政区划代码}，` +
        '自然人写作 {"naturalPerson": true, "regionCode": 行政区划代码}',
    );
  }
  const before = issues.list.length;
  refuseUnknownKeys(input, KEYS, path, issues);
  const natural = readBoolean(
    input['naturalPerson'],
    { path: `${path}.naturalPerson`, label: `${label}是否自然人` },
    issues,
  );
  const regionCode = readRegion(
    input['regionCode'],
    { path: `${path}.regionCode`, label: `${label}所在地`, required: rule.regionRequired },
    issues,
  );
  const party = natural
    ? readNaturalPerson(input, regionCode, rule, issues)
    : readOrganisation(input, regionCode, rule, issues);
  return issues.list.length > before ? undefined : party;
}

function readNaturalPerson(
  input: Readonly<Record<string, unknown>>,
  regionCode: string | undefined,
  { path, label }: PartyRule,
  issues: Issues,
): Party {
  for (const key of ['name', 'creditCode'].filter((k) => !isAbsent(input[k]))) {
    issues.add(
      `${path}.${key}`,
      'personal-data',
      `${label}为自然人时只登记所在地，不收集姓名、证件号码等个人信息，请删去 ${key}`,
    );
  }
  return defined({ naturalPerson: true as const, regionCode });
}

function readOrganisation(
  input: Readonly<Record<string, unknown>>,
  regionCode: string | undefined,
  { path, label }: PartyRule,
  issues: Issues,
): Party {
  const name = readText(
    input['name'],
    { path: `${path}.name`, label: `${label}名称`, max: 200, required: true },
    issues,
  );
  const creditCode = readCreditCode(
    input['creditCode'],
    { path: `${path}.creditCode`, label: `${label}统一社会信用代码` },
    issues,
  );
  return { name: name ?? '', ...defined({ creditCode, regionCode }) };
}
