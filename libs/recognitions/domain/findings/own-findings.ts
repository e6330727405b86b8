import { RECOGNITION_KIND_LABELS, recognitionId } from '../events.js';
import type { Party, RecordWarning } from '../kind-spec.js';
import { comparableName, partyIn } from '../kinds/read.js';
import { kindOf } from '../kinds/registry.js';
import type { RecordedRecognition } from '../recognition.js';
import { FINDING_LABELS, findingId, type Finding, type FindingCode } from './finding.js';

/** What is known of enterprises besides the record itself. */
export interface Registry {
  isRegistered(creditCode: string): boolean;
  /** Every name it is known to have had, as {@link comparableName} reduces them. */
  namesOf(creditCode: string): ReadonlySet<string>;
  /** Division where it was on that day; undefined when it is not known. */
  regionOn(creditCode: string, day: string): string | undefined;
}

/** A record as far as findings need it. */
export type Examined = Pick<
  RecordedRecognition,
  'kind' | 'number' | 'creditCode' | 'attributes' | 'dates'
>;

const PARTIES = { buyer: '买方', seller: '卖方', provider: '成果提供方' } as const;
type PartyKey = keyof typeof PARTIES;

/** The doubts that one record raises by itself. */
export function ownFindings(record: Examined, registry: Registry): Finding[] {
  return [
    ...warningFindings(record, registry),
    ...bothPartiesOurs(record, registry),
    ...holderMismatch(record, registry),
    ...partyNameMismatch(record, registry),
  ];
}

/** Enterprises named as parties by their code: an event of theirs may change what is doubtful. */
export function partyCodes(record: Pick<Examined, 'attributes'>): string[] {
  return partiesOf(record).flatMap(({ party }) => codeOf(party) ?? []);
}

/** What the kind itself finds unusual about number and amounts. */
export function warningFindings(record: Examined, registry: Pick<Registry, 'regionOn'>): Finding[] {
  const { number, attributes, creditCode, dates } = record;
  const regionCode = registry.regionOn(creditCode, dates.countedOn);
  if (regionCode === undefined) return [];
  const subject = { number, attributes, holder: { creditCode, regionCode } };
  const warnings = kindOf(record.kind).warnings?.(subject) ?? [];
  return warnings
    .filter(isKnownWarning)
    .map(({ code, message }) => finding(record, code, `${nameOf(record)}：${message}`));
}

function bothPartiesOurs(record: Examined, registry: Registry): Finding[] {
  if (record.kind !== 'tech-contract') return [];
  const buyer = codeOf(partyIn(record.attributes, 'buyer'));
  const sellerParty = partyIn(record.attributes, 'seller');
  const seller = sellerParty === undefined ? record.creditCode : codeOf(sellerParty);
  if (buyer === undefined || seller === undefined || buyer === seller) return [];
  if (!registry.isRegistered(buyer) || !registry.isRegistered(seller)) return [];
  const message = `${nameOf(record)}的卖方 ${seller} 与买方 ${buyer} 都是登记单位，输出与吸纳不能相加`;
  return [finding(record, 'both-parties-ours', message, [buyer, seller])];
}

function holderMismatch(record: Examined, registry: Registry): Finding[] {
  const seller = partyIn(record.attributes, 'seller');
  if (record.kind !== 'tech-contract' || seller === undefined) return [];
  const names = registry.namesOf(record.creditCode);
  const isHolder = (party: Party | undefined): boolean => {
    if (party === undefined || party.naturalPerson) return false;
    if (party.creditCode !== undefined) return party.creditCode === record.creditCode;
    return names.has(comparableName(party.name));
  };
  if (isHolder(seller) || isHolder(partyIn(record.attributes, 'buyer'))) return [];
  const message = `${nameOf(record)}登记在 ${record.creditCode} 名下，但买卖双方都不是该单位`;
  return [finding(record, 'holder-mismatch', message)];
}

function partyNameMismatch(record: Examined, registry: Registry): Finding[] {
  const wrong = partiesOf(record).filter(({ party }) => {
    const code = codeOf(party);
    if (party.naturalPerson || code === undefined || !registry.isRegistered(code)) return false;
    return !registry.namesOf(code).has(comparableName(party.name));
  });
  if (wrong.length === 0) return [];
  const parties = wrong
    .map(
      ({ key, party }) =>
        `${PARTIES[key]} ${codeOf(party)} 写作“${'name' in party ? party.name : ''}”`,
    )
    .join('，');
  const message = `${nameOf(record)}的${parties}，与该代码登记过的名称都不一致`;
  const concerned = wrong.flatMap(({ party }) => codeOf(party) ?? []);
  return [finding(record, 'party-name-mismatch', message, concerned)];
}

function partiesOf({
  attributes,
}: Pick<Examined, 'attributes'>): { key: PartyKey; party: Party }[] {
  return (Object.keys(PARTIES) as PartyKey[]).flatMap((key) => {
    const party = partyIn(attributes, key);
    return party === undefined ? [] : [{ key, party }];
  });
}

function codeOf(party: Party | undefined): string | undefined {
  return party?.naturalPerson ? undefined : party?.creditCode;
}

/** “高新技术企业 GR202341000123” */
export function nameOf({ kind, number }: Pick<Examined, 'kind' | 'number'>): string {
  return `${RECOGNITION_KIND_LABELS[kind]} ${number} `;
}

function finding(
  record: Examined,
  code: FindingCode,
  message: string,
  alsoConcerned: readonly string[] = [],
): Finding {
  const id = recognitionId(record.kind, record.number);
  return {
    id: findingId(code, [id]),
    code,
    message,
    recordIds: [id],
    creditCodes: [...new Set([record.creditCode, ...alsoConcerned])].sort(),
  };
}

function isKnownWarning(warning: RecordWarning): warning is RecordWarning & { code: FindingCode } {
  return Object.hasOwn(FINDING_LABELS, warning.code);
}
