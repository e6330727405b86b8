import type { KnownRecognition } from '#libs/recognitions/queries.js';
import type { Value } from '../domain/facts/values.js';

/**
 * Fields that are not written on the record but follow from it, or from the holder's other records
 * of its kind.
 */
export function derivedFields(
  record: KnownRecognition,
  records: readonly KnownRecognition[],
): Readonly<Record<string, Value>> {
  switch (record.kind) {
    case 'high-tech-firm':
      return typeof record.attributes['first'] === 'boolean'
        ? {}
        : { first: !records.some((other) => isHistoryOf(record, other)) };
    case 'sci-tech-sme':
      return { firstEntry: !records.some((other) => other.countingYear < record.countingYear) };
    case 'innovation-platform':
      return { promoted: typeof record.attributes['promotedFrom'] === 'string' };
    case 'tech-contract':
      return contractSides(record);
    case 'achievement-transfer':
      return regionField('providerRegion', record.attributes['provider']);
    default:
      return {};
  }
}

/** An earlier certificate counts as history when it was ever valid (as the tally tells 首次). */
function isHistoryOf(record: KnownRecognition, other: KnownRecognition): boolean {
  const earlier =
    other.countedOn < record.countedOn ||
    (other.countedOn === record.countedOn && other.number < record.number);
  return earlier && (other.revokedOn === null || other.revokedOn > other.validFrom);
}

function contractSides({ attributes, creditCode }: KnownRecognition): Record<string, Value> {
  const { buyer, seller } = attributes;
  const side = sideOf(creditCode, memberOf(buyer, 'creditCode'), seller);
  return {
    ...(side === undefined ? {} : { side }),
    ...regionField('sellerRegion', seller),
    ...regionField('buyerRegion', buyer),
  };
}

/** The holder sells unless another is named; a seller without a code may be either: not known. */
function sideOf(holder: string, buyer: string | undefined, seller: unknown): string | undefined {
  if (buyer === holder) return 'buyer';
  if (seller === undefined || seller === null) return 'seller';
  const code = memberOf(seller, 'creditCode');
  if (code === holder) return 'seller';
  return code === undefined ? undefined : 'buyer';
}

function regionField(field: string, party: unknown): Record<string, Value> {
  const region = memberOf(party, 'regionCode');
  return region === undefined ? {} : { [field]: region };
}

function memberOf(party: unknown, key: string): string | undefined {
  if (typeof party !== 'object' || party === null) return undefined;
  const value = (party as Readonly<Record<string, unknown>>)[key];
  return typeof value === 'string' ? value : undefined;
}
