import { parseYuan } from '#libs/kernel/money.js';
import type {
  Attributes,
  RecognitionCorrected,
  RecognitionRecorded,
} from '#libs/recognitions/domain/events.js';
import { recognitionId } from '#libs/recognitions/domain/events.js';
import { resultKey } from './result-key.js';

/** One row of `tally_evidence`, as JSON: positions and money as strings, since both exceed 2^53. */
export interface EvidenceVersion {
  readonly recognition_id: string;
  readonly kind: string;
  readonly number: string;
  readonly credit_code: string;
  readonly title: string | null;
  readonly counting_year: number;
  readonly counted_on: string;
  readonly valid_from: string;
  readonly valid_to: string | null;
  readonly revoked_on: string | null;
  readonly value_fen: string | null;
  readonly technology_value_fen: string | null;
  readonly level: string | null;
  readonly first_time: boolean | null;
  readonly approval_mode: string | null;
  readonly promoted: boolean;
  readonly department: string | null;
  readonly project_mode: string | null;
  readonly seller_code: string | null;
  readonly seller_region: string | null;
  readonly buyer_code: string | null;
  readonly buyer_region: string | null;
  readonly result_key: string | null;
  readonly source_title: string;
  readonly event_ids: readonly string[];
  readonly known_from: string;
  readonly known_to: string | null;
}

type Written = RecognitionRecorded['data'] | RecognitionCorrected['data'];
type Facts = Omit<EvidenceVersion, 'revoked_on' | 'event_ids' | 'known_from' | 'known_to'>;

/** What a recording or a correction says, without any rule of counting. */
export function factsOf(data: Written): Facts {
  const { attributes } = data;
  const seller = partyOf(attributes, 'seller');
  const buyer = partyOf(attributes, 'buyer');
  const isContract = data.kind === 'tech-contract';
  return {
    recognition_id: recognitionId(data.kind, data.number),
    kind: data.kind,
    number: data.number,
    credit_code: data.creditCode,
    title: text(attributes, 'name') ?? text(attributes, 'title'),
    counting_year: data.countingYear,
    counted_on: data.countedOn,
    valid_from: data.validFrom,
    valid_to: data.validTo,
    value_fen: fen(attributes, AMOUNT_OF[data.kind] ?? ''),
    technology_value_fen: fen(attributes, 'technologyValue'),
    level: text(attributes, 'level'),
    first_time: typeof attributes['first'] === 'boolean' ? attributes['first'] : null,
    approval_mode: text(attributes, 'approvalMode'),
    promoted: text(attributes, 'promotedFrom') !== null,
    department: text(attributes, 'department'),
    project_mode: text(attributes, 'mode'),
    // A contract without a seller is the holder's own sale.
    seller_code: seller ? seller.code : isContract ? data.creditCode : null,
    seller_region: seller?.region ?? null,
    buyer_code: buyer?.code ?? null,
    buyer_region: buyer?.region ?? null,
    result_key: data.kind === 'achievement-transfer' ? resultKey(attributes) : null,
    source_title: data.source.title,
  };
}

/** Which attribute is the amount shown (and, for contracts, summed). */
const AMOUNT_OF: Readonly<Record<string, string>> = {
  'tech-contract': 'contractValue',
  'county-project': 'funding',
  'achievement-transfer': 'amount',
};

function text(attributes: Attributes, key: string): string | null {
  const value = attributes[key];
  return typeof value === 'string' && value !== '' ? value : null;
}

function fen(attributes: Attributes, key: string): string | null {
  return parseYuan(attributes[key])?.toString() ?? null;
}

interface Party {
  readonly code: string | null;
  readonly region: string | null;
}

function partyOf(attributes: Attributes, key: string): Party | null {
  const value = attributes[key];
  if (typeof value !== 'object' || value === null) return null;
  const party = value as Attributes;
  return { code: text(party, 'creditCode'), region: text(party, 'regionCode') };
}
