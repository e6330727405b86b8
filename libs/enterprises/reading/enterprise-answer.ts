import { regionName, townshipName } from '#libs/kernel/region.js';
import type { EnterpriseOnDay } from '../domain/enterprise.js';
import type { EnterpriseAnswer } from '../queries.js';

/** Where in the ledger an answer comes from. */
export type CitedAs = Pick<EnterpriseAnswer, 'revision' | 'recordedAt' | 'position'>;

/** An enterprise as the API shows it, from what was folded or read. */
export function enterpriseAnswer(
  enterprise: EnterpriseOnDay,
  formerNames: readonly string[],
  cited: CitedAs,
): EnterpriseAnswer {
  const { creditCode, name, regionCode, townshipCode, ...rest } = enterprise;
  return {
    creditCode,
    name,
    formerNames,
    regionCode,
    regionName: regionName(regionCode) ?? null,
    townshipCode,
    townshipName: townshipCode === null ? null : (townshipName(townshipCode) ?? null),
    ...rest,
    ...cited,
  };
}
