import type { DomainEvent } from '#libs/kernel/event.js';
import type { SourceDocument } from '#libs/kernel/source.js';

/**
 * What is stored in `enterprise-<creditCode>`. These shapes ARE the storage format: a change of
 * shape raises the schema version and adds an upcaster.
 */
export type EnterpriseRegistered = DomainEvent<
  'enterprise.registered',
  {
    readonly creditCode: string;
    readonly name: string;
    /** Where it is registered, GB/T 2260 six digits. */
    readonly regionCode: string;
    /** Where it is counted, when that differs (飞地). */
    readonly statisticalRegionCode?: string;
    /** Nine digits. */
    readonly townshipCode?: string;
    /** GB/T 4754-2017: letter and four digits, e.g. `C3130`. */
    readonly industryCode?: string;
    readonly entityType?: EntityType;
    readonly registeredOn?: string;
  }
>;

export const ENTITY_TYPES = [
  'enterprise',
  'cooperative',
  'sole-proprietor',
  'school',
  'hospital',
  'research-institute',
  'social-organisation',
  'other',
] as const;
export type EntityType = (typeof ENTITY_TYPES)[number];

export const ENTITY_TYPE_LABELS: Readonly<Record<EntityType, string>> = {
  enterprise: '企业',
  cooperative: '农民专业合作社',
  'sole-proprietor': '个体工商户',
  school: '学校',
  hospital: '医院',
  'research-institute': '科研院所',
  'social-organisation': '社会组织',
  other: '其他',
};

export type EnterpriseRenamed = DomainEvent<
  'enterprise.renamed',
  {
    readonly creditCode: string;
    readonly name: string;
    /** First day of the new name. */
    readonly effectiveOn: string;
    readonly source: SourceDocument;
  }
>;

export type EnterpriseMoved = DomainEvent<
  'enterprise.moved',
  {
    readonly creditCode: string;
    readonly regionCode: string;
    readonly townshipCode?: string;
    readonly statisticalRegionCode?: string;
    /** First day at the new place. A later-known move of the same day stands for the earlier one. */
    readonly effectiveOn: string;
    readonly source: SourceDocument;
  }
>;

export type EnterpriseDeregistered = DomainEvent<
  'enterprise.deregistered',
  {
    readonly creditCode: string;
    /** First day on which it no longer exists. */
    readonly effectiveOn: string;
    readonly source: SourceDocument;
  }
>;

export type EnterpriseEvent =
  EnterpriseRegistered | EnterpriseRenamed | EnterpriseMoved | EnterpriseDeregistered;

export function enterpriseStream(creditCode: string): string {
  return `enterprise-${creditCode}`;
}

/**
 * For each type the steps that lift stored data from version 1 to 2, 2 to 3 …; none yet. Every
 * reader of these events goes through it (`upcast(event, ENTERPRISE_UPCASTERS)`).
 */
export const ENTERPRISE_UPCASTERS: Readonly<
  Record<string, readonly ((data: Record<string, unknown>) => Record<string, unknown>)[]>
> = {};
