import type { SourceDocument } from '#libs/kernel/source.js';
import {
  stateOf,
  usedValue,
  type DecidedValue,
  type DeclaredValue,
  type Figure,
  type Figures,
} from '../domain/declarations/declaration.js';
import { findingsOf, type FigureFinding } from '../domain/declarations/plausibility.js';
import type { FactDictionary } from '../domain/facts/dictionary.js';
import type { DeclarationAnswer, FigureAnswer, ToldValue } from './queries.js';
import type { Stamp } from './declarations.projection.js';

/** A figure as the API shows it: every state it has, and which value checks use. */
export function figureAnswer(
  dictionary: FactDictionary,
  { creditCode, year, fact }: { creditCode: string; year: number; fact: string },
  figure: Figure<Stamp>,
): FigureAnswer {
  const spec = dictionary.facts.get(fact);
  const used = usedValue(figure);
  return {
    creditCode,
    year,
    fact,
    label: spec?.label ?? fact,
    type: spec?.type ?? 'text',
    state: stateOf(figure),
    used: used ? { value: used.value, confirmed: figure.confirmed !== undefined } : null,
    declared: figure.declared ? told(figure.declared) : null,
    confirmed: figure.confirmed ? decided(figure.confirmed) : null,
    rejected: figure.rejected
      ? { ...decided(figure.rejected), reason: figure.rejected.reason }
      : null,
  };
}

function told({ value, source, declared }: DeclaredValue<Stamp>): ToldValue {
  const { at, by, role, eventId } = declared;
  return { value, source: sourceAnswer(source), declaredAt: at, declaredBy: by, role, eventId };
}

function decided(value: DecidedValue<Stamp>): ToldValue & {
  readonly decidedAt: string;
  readonly decidedBy: string;
  readonly decisionEventId: string;
} {
  const { at, by, eventId } = value.decided;
  return { ...told(value), decidedAt: at, decidedBy: by, decisionEventId: eventId };
}

/** In the order in which people write a source, however it was stored. */
function sourceAnswer({ title, documentNumber, url, issuedOn }: SourceDocument): SourceDocument {
  return {
    title,
    ...(documentNumber === undefined ? {} : { documentNumber }),
    ...(url === undefined ? {} : { url }),
    ...(issuedOn === undefined ? {} : { issuedOn }),
  };
}

/** All figures of an enterprise's year, in the order of the dictionary, with their doubts. */
export function declarationAnswer(
  dictionary: FactDictionary,
  key: { readonly creditCode: string; readonly year: number },
  figures: Figures<Stamp>,
  cited: Pick<DeclarationAnswer, 'revision' | 'recordedAt' | 'position'>,
): DeclarationAnswer {
  const order = [...dictionary.facts.keys()];
  const items = [...figures]
    .sort(([a], [b]) => order.indexOf(a) - order.indexOf(b))
    .map(([fact, figure]) => figureAnswer(dictionary, { ...key, fact }, figure));
  const findings: readonly FigureFinding[] = findingsOf(dictionary, figures);
  return { ...key, figures: items, findings, ...cited };
}
