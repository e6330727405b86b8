import { canonicalJson } from '#libs/kernel/canonical-json.js';
import {
  defined,
  isAbsent,
  Issues,
  readCreditCode,
  readDate,
  readOneOf,
  readRegion,
  readText,
} from '#libs/kernel/read-fields.js';
import { Refusal } from '#libs/kernel/refusal.js';
import { isStatisticalOnly, isTownship, isWithin } from '#libs/kernel/region.js';
import {
  enterpriseOn,
  entityTypeOf,
  type EnterpriseState,
  type RegisteredEnterprise,
} from './enterprise.js';
import { ENTITY_TYPE_LABELS, type EnterpriseRegistered } from './events.js';

/** As a client, an import or a seed sends it; everything is checked by {@link readRegistration}. */
export interface RegisterEnterpriseInput {
  readonly creditCode: string;
  readonly name: string;
  readonly regionCode: string;
  readonly statisticalRegionCode?: string | null;
  readonly townshipCode?: string | null;
  readonly industryCode?: string | null;
  readonly entityType?: string | null;
  readonly registeredOn?: string | null;
}

export const MAX_NAME = 200;
const INDUSTRY = /^[A-T]\d{4}$/;

/** The registration in canonical form, or 422 with everything that is wrong. */
export function readRegistration(
  input: RegisterEnterpriseInput,
): EnterpriseRegistered['data'] | Refusal {
  const issues = new Issues();
  const creditCode = readCreditCode(input.creditCode, at('creditCode', '', true), issues);
  const name = readName(input.name, issues);
  const place = readPlace(input, issues);
  const data = {
    industryCode: readIndustry(input.industryCode, issues),
    entityType: readOneOf(
      input.entityType,
      ENTITY_TYPE_LABELS,
      at('entityType', '单位类型'),
      issues,
    ),
    registeredOn: readDate(input.registeredOn, at('registeredOn', '成立日期'), issues),
  };
  if (issues.any || !creditCode || !name || !place) return issues.refusal();
  return defined({ creditCode, name, ...place, ...data });
}

/**
 * Registers an enterprise. The same again — as it was registered, or as it is today — is already so.
 * @returns no event, one event, or 409 `enterprise-already-registered`
 */
export function register(
  data: EnterpriseRegistered['data'],
  today: string,
  state: EnterpriseState,
): readonly EnterpriseRegistered[] | Refusal {
  if (state.status === 'unknown') {
    return [{ type: 'enterprise.registered', schemaVersion: 1, data }];
  }
  if (isSame(data, state.registration) || isSame(data, registrationOn(state, today))) return [];
  return Refusal.conflict(
    'enterprise-already-registered',
    `${data.creditCode} 已登记为“${enterpriseOn(state, today).name}”，内容与本次不同；` +
      '更名请用“更名”，迁址请用“迁移”，不要重复登记',
    { creditCode: data.creditCode },
  );
}

/** What a registration would say if it were made on that day. */
function registrationOn(state: RegisteredEnterprise, day: string): EnterpriseRegistered['data'] {
  const { name, regionCode, statisticalRegionCode, townshipCode } = enterpriseOn(state, day);
  const { creditCode, industryCode, registeredOn } = state.registration;
  return {
    ...defined({ creditCode, industryCode, registeredOn }),
    entityType: entityTypeOf(state.registration),
    name,
    regionCode,
    ...(statisticalRegionCode === null ? {} : { statisticalRegionCode }),
    ...(townshipCode === null ? {} : { townshipCode }),
  };
}

function isSame(a: EnterpriseRegistered['data'], b: EnterpriseRegistered['data']): boolean {
  const told = (data: EnterpriseRegistered['data']) =>
    canonicalJson({ ...data, entityType: entityTypeOf(data) });
  return told(a) === told(b);
}

/** The name as it stands on the licence; full-width brackets stay full-width. */
export function readName(input: unknown, issues: Issues): string | undefined {
  return readText(input, { ...at('name', '企业名称', true), max: MAX_NAME }, issues);
}

export interface PlaceInput {
  readonly regionCode: string;
  readonly statisticalRegionCode?: string | null;
  readonly townshipCode?: string | null;
}

/** A place in canonical form: a statistical code that says nothing else than the region is left out. */
export function readPlace(
  input: PlaceInput,
  issues: Issues,
): { regionCode: string; statisticalRegionCode?: string; townshipCode?: string } | undefined {
  const regionCode = readRegion(input.regionCode, at('regionCode', '所在地', true), issues);
  if (regionCode !== undefined && isStatisticalOnly(regionCode)) {
    issues.add(
      'regionCode',
      'statistical-only',
      `${regionCode} 只是统计用区划代码，所在地请填登记机关的行政区划代码，统计归属另填 statisticalRegionCode`,
    );
  }
  const statistical = readRegion(
    input.statisticalRegionCode,
    at('statisticalRegionCode', '统计归属地'),
    issues,
  );
  const townshipCode = readTownship(input.townshipCode, regionCode, issues);
  if (regionCode === undefined) return undefined;
  const statisticalRegionCode = statistical === regionCode ? undefined : statistical;
  return defined({ regionCode, statisticalRegionCode, townshipCode });
}

function readTownship(
  input: unknown,
  regionCode: string | undefined,
  issues: Issues,
): string | undefined {
  if (isAbsent(input)) return undefined;
  const inside = isTownship(input) && (regionCode === undefined || isWithin(input, regionCode));
  if (inside) return input;
  return issues.add(
    'townshipCode',
    'not-a-township',
    '所属乡镇（街道）应为所在县区下的9位代码（文本），如西峡县白羽街道为 411323001',
  );
}

function readIndustry(input: unknown, issues: Issues): string | undefined {
  const rule = { ...at('industryCode', '行业代码'), max: 10 };
  const code = readText(input, rule, issues)?.normalize('NFKC').toUpperCase();
  if (code === undefined || INDUSTRY.test(code)) return code;
  return issues.add(
    'industryCode',
    'not-an-industry',
    '行业代码应为 GB/T 4754-2017 的门类字母加4位数字，如 C3130',
  );
}

function at(path: string, label: string, required = false) {
  return { path, label, required };
}
