import type { EnterpriseKnownAtAnswer } from '#libs/enterprises/queries.js';
import { parseDate } from '#libs/kernel/calendar-date.js';
import { parseYuan } from '#libs/kernel/money.js';
import type { KnownRecognition } from '#libs/recognitions/queries.js';
import {
  factKey,
  type FactDictionary,
  type FieldSpec,
  type RegisterSpec,
} from '../domain/facts/dictionary.js';
import type { Facts, KnownValue, RegisterEntry } from '../domain/facts/facts.js';
import { NO_END, num, parseValue, type Value } from '../domain/facts/values.js';
import { derivedFields } from './derived-fields.js';
import type { Said, SaidFigure } from './said-facts.js';

/** What a prefix of the ledger knows of one enterprise. */
export interface KnownOfEnterprise {
  readonly enterprise?: NonNullable<EnterpriseKnownAtAnswer>;
  /** All its records, also later ones; those counted after `asOf` are not facts yet on that day. */
  readonly records: readonly KnownRecognition[];
  readonly said: Said;
}

/** What the ledger knows of one enterprise on a day, as facts. Pure. */
export function gatherFacts(
  dictionary: FactDictionary,
  { enterprise, records: recognitions, said }: KnownOfEnterprise,
  asOf: string,
): Facts {
  const registers = new Map<string, readonly RegisterEntry[]>();
  for (const register of dictionary.registers.values()) {
    const records = recognitions.filter(
      (record) => record.kind === register.id && record.countedOn <= asOf,
    );
    if (records.length > 0) {
      registers.set(
        register.id,
        records.map((record) => entryOf(register, record, records, asOf)),
      );
    }
  }
  return {
    values: new Map([
      ...(enterprise ? enterpriseFacts(dictionary, enterprise, asOf) : []),
      ...figureFacts(dictionary, said.figures),
    ]),
    registers,
    manual: said.answers,
    awards: [],
  };
}

/** Figures that were declared; one that the dictionary has no more, or reads otherwise, is left out. */
function figureFacts(
  dictionary: FactDictionary,
  figures: readonly SaidFigure[],
): readonly (readonly [string, KnownValue])[] {
  return figures.flatMap(({ fact: id, year, value: raw, confirmed, events }) => {
    const fact = dictionary.facts.get(id);
    const value = fact?.declarable ? parseValue(fact, raw) : undefined;
    return value === undefined ? [] : [[factKey(id, year), { value, events, confirmed }] as const];
  });
}

/** Facts of the enterprise itself; what is null is not known. */
function enterpriseFacts(
  dictionary: FactDictionary,
  enterprise: NonNullable<EnterpriseKnownAtAnswer>,
  asOf: string,
): ReadonlyMap<string, KnownValue> {
  const { deregisteredOn, eventIds: events } = enterprise;
  const told: Readonly<Record<string, unknown>> = {
    'enterprise.region': enterprise.regionCode,
    'enterprise.statisticalRegion': enterprise.statisticalRegionCode ?? enterprise.regionCode,
    'enterprise.township': enterprise.townshipCode,
    'enterprise.industry': enterprise.industryCode,
    'enterprise.entityType': enterprise.entityType,
    'enterprise.registeredOn': enterprise.registeredOn,
    'enterprise.deregistered': deregisteredOn !== null && deregisteredOn <= asOf,
  };
  const values = new Map<string, KnownValue>();
  for (const [id, raw] of Object.entries(told)) {
    const fact = dictionary.facts.get(id);
    const value = fact && raw !== null ? parseValue(fact, raw) : undefined;
    if (value !== undefined) values.set(id, { value, events });
  }
  return values;
}

function entryOf(
  register: RegisterSpec,
  record: KnownRecognition,
  records: readonly KnownRecognition[],
  asOf: string,
): RegisterEntry {
  const fields = new Map<string, Value>();
  for (const field of register.fields.values()) {
    const value = attributeValue(field, record.attributes[field.id]);
    if (value !== undefined) fields.set(field.id, value);
  }
  for (const [id, value] of Object.entries(commonFields(record, asOf))) fields.set(id, value);
  for (const [id, value] of Object.entries(derivedFields(record, records))) fields.set(id, value);
  return { id: record.number, fields: Object.fromEntries(fields), events: record.eventIds };
}

/** Fields that every register has (`recognitionFields` of the dictionary). */
function commonFields(record: KnownRecognition, asOf: string): Readonly<Record<string, Value>> {
  const { number, countingYear, countedOn, validFrom, validTo, revokedOn } = record;
  const revoked = revokedOn !== null && revokedOn <= asOf;
  const valid = !revoked && validFrom <= asOf && (validTo === null || asOf <= validTo);
  return {
    ...{ number, countedOn, validFrom, revoked, valid },
    countingYear: num(countingYear),
    validTo: validTo ?? NO_END,
  };
}

/** An attribute as the recognitions slice stores it: money as decimal yuan, dates, codes, text. */
function attributeValue(field: FieldSpec, raw: unknown): Value | undefined {
  if (raw === undefined || raw === null) return undefined;
  switch (field.type) {
    case 'money': {
      const fen = parseYuan(raw);
      return fen === undefined ? undefined : num(fen);
    }
    case 'date':
      return parseDate(raw);
    default:
      return parseValue(field, raw);
  }
}
