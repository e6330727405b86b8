import type { Issues } from '#libs/kernel/read-fields.js';
import type { SourceDocument } from '#libs/kernel/source.js';
import type { Attributes, DerivedDates, RecognitionKind } from './events.js';

/**
 * Everything the ledger has to know about a kind of recognition. Reading attributes, issuing
 * numbers, forms, findings and documentation are all driven by this description, so a new kind is
 * its code and label in `events.ts`, one file in `kinds/` and one line in `kinds/registry.ts`.
 */
export interface KindSpec {
  readonly kind: RecognitionKind;
  readonly number: NumberRule;
  readonly fields: readonly FieldSpec[];
  /** How counting year, counting date and validity follow from the attributes, for people (Chinese). */
  readonly counting: string;
  /** @param attributes in canonical form. */
  readonly derive: (attributes: Attributes) => DerivedDates;
  /** What a person calls this record; left out: its number says it all. */
  readonly title?: (attributes: Attributes) => string;
  /** Rules over more than one attribute. `holder` is the credit code. */
  readonly check?: (attributes: Attributes, holder: string, issues: Issues) => void;
  /** Things that look like this kind and are another: refused with a sentence that says so. */
  readonly refuseOther?: (source: SourceDocument, issues: Issues) => void;
  /** What is doubtful and recorded all the same; becomes findings. */
  readonly warnings?: (subject: WarningSubject) => readonly RecordWarning[];
  /**
   * When two records of one holder contradict each other: certificates whose validity overlaps, or
   * several entries in one counting year.
   */
  readonly exclusive?: 'validity' | 'counting-year';
  /** Records of one holder with the same key are probably the same thing recorded twice. */
  readonly duplicateKey?: (attributes: Attributes) => string;
}

export interface NumberRule {
  /** Chinese name of the number. */
  readonly label: string;
  /** Two letters of the numbers the ledger issues when none is given. */
  readonly issued?: string;
  /** The paper's own number; required unless `issued`. */
  readonly given?: {
    readonly pattern: RegExp;
    /** Chinese: what is accepted. */
    readonly accepts: string;
    readonly example: string;
  };
}

interface FieldBase {
  readonly key: string;
  readonly label: string;
  readonly required?: true;
  /** A Chinese sentence for the form. */
  readonly hint?: string;
}

export type FieldSpec = FieldBase &
  (
    | {
        readonly type: 'text';
        readonly max: number;
        /** Usual values for the form; others are accepted. */
        readonly suggestions?: readonly string[];
        /** What else the text has to be; `hint` says it to people. */
        readonly pattern?: RegExp;
        /** A whole number is taken too and kept as text (batches are counted, or named). */
        readonly orWholeNumber?: true;
      }
    | { readonly type: 'texts'; readonly max: number; readonly maxItems: number }
    | { readonly type: 'year' }
    | { readonly type: 'date' }
    | { readonly type: 'boolean'; readonly yes: string; readonly no: string }
    | { readonly type: 'choice'; readonly values: Readonly<Record<string, string>> }
    | { readonly type: 'money' }
    | { readonly type: 'score'; readonly max: number }
    | { readonly type: 'party'; readonly regionRequired: boolean }
  );

export type FieldType = FieldSpec['type'];

/** The other side of a contract or a transfer. */
export type Party =
  | {
      readonly name: string;
      readonly creditCode?: string;
      readonly regionCode?: string;
      readonly naturalPerson?: undefined;
    }
  /** No personal data: only where the person is. */
  | { readonly naturalPerson: true; readonly regionCode?: string };

export interface WarningSubject {
  readonly number: string;
  readonly attributes: Attributes;
  readonly holder: {
    readonly creditCode: string;
    /** Where it was on the counting date. */
    readonly regionCode: string;
  };
}

export interface RecordWarning {
  /** Stable, e.g. `number-province`. */
  readonly code: string;
  /** Chinese sentence. */
  readonly message: string;
}
