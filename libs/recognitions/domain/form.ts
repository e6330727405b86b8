import { RECOGNITION_KIND_LABELS } from './events.js';
import type { FieldSpec, KindSpec } from './kind-spec.js';
import { acceptedBy } from './number.js';

/** How a kind is described to those who draw forms and templates; JSON values only. */
export function formOf(spec: KindSpec) {
  const { label, issued, given } = spec.number;
  return {
    kind: spec.kind,
    label: RECOGNITION_KIND_LABELS[spec.kind],
    number: {
      label,
      required: issued === undefined,
      issuedPrefix: issued ?? null,
      pattern: given?.pattern.source ?? null,
      example: given?.example ?? null,
      hint: acceptedBy(spec),
    },
    fields: spec.fields.map(fieldOf),
    counting: spec.counting,
  };
}

function fieldOf(field: FieldSpec) {
  return {
    name: field.key,
    label: field.label,
    type: field.type,
    required: field.required ?? false,
    hint: field.hint ?? null,
    values: valuesOf(field),
    suggestions: field.type === 'text' ? (field.suggestions ?? null) : null,
    maxLength: field.type === 'text' || field.type === 'texts' ? field.max : null,
    regionRequired: field.type === 'party' ? field.regionRequired : null,
  };
}

function valuesOf(field: FieldSpec) {
  if (field.type === 'choice') {
    return Object.entries(field.values).map(([code, label]) => ({ code, label }));
  }
  if (field.type !== 'boolean') return null;
  return [
    { code: 'true', label: field.yes },
    { code: 'false', label: field.no },
  ];
}
