import { factKey, factLabel } from '../facts/dictionary.js';
import type { KnownValue } from '../facts/facts.js';
import type { Value } from '../facts/values.js';
import type { FactLeaf } from '../list/model.js';
import type { Fail, Missing, Unconfirmed } from '../result.js';
import { resolveOperands, type When } from './compare.js';
import { explain } from './fact-leaf.js';
import { slotOf, slotValue, type FactSlots, type SlotValue } from './fact-slots.js';
import type { Truth } from './kleene.js';
import {
  NOTHING_UNCONFIRMED,
  NO_FAIL,
  type Context,
  type LeafOutcome,
  type Outcome,
} from './outcome.js';
import { absentValue, missingFact } from './read-fact.js';
import { ReadyTest } from './ready-test.js';

/** Truths as numbers: they fit into two bits. */
export const NO = 0;
export const YES = 1;
export const UNKNOWN = 2;
export const TRUTHS: readonly Truth[] = ['no', 'yes', 'unknown'];

/** A condition on a fact that is not derived, ready for the facts of very many enterprises. */
export class ReadyFact {
  readonly kind = 'fact';
  readonly year: number | undefined;
  readonly operands: readonly Value[];
  /** What a declared figure that nobody has confirmed is named by. */
  readonly declared: readonly Unconfirmed[];
  private readonly key: string;
  private readonly slot: number;
  private readonly test: ReadyTest;
  /** What no entry in a complete register means. */
  private readonly absent: SlotValue | undefined;
  /** The same for every enterprise whose fact is missing. */
  private readonly unknown: Outcome;

  constructor(
    readonly leaf: FactLeaf,
    when: When,
  ) {
    const { fact, back } = leaf;
    this.year = back === undefined ? undefined : when.awardYear - back;
    this.key = factKey(fact.id, this.year);
    this.slot = slotOf(this.key);
    this.operands = resolveOperands(leaf.test, when);
    this.declared = [{ fact: this.key, label: factLabel(fact, this.year) }];
    this.test = new ReadyTest(leaf.test, this.operands);
    const none = fact.absence === 'no' ? absentValue(fact) : undefined;
    this.absent = none === undefined ? undefined : slotValue({ value: none, events: [] });
    this.unknown = unknownOutcome([missingFact(fact, this.year)]);
  }

  /** {@link YES}, {@link NO} or {@link UNKNOWN}. */
  truthIn(slots: FactSlots): number {
    const found = slots.at(this.slot, this.key) ?? this.absent;
    if (found === undefined) return UNKNOWN;
    return this.test.holds(found) ? YES : NO;
  }

  /** @param truth what {@link truthIn} said */
  outcome(context: Context, slots: FactSlots, truth: Truth): Outcome {
    const found = slots.at(this.slot, this.key) ?? this.absent;
    return found === undefined ? this.unknown : new FactOutcome(this, found.known, context, truth);
  }

  evaluate(context: Context, slots: FactSlots): Outcome {
    return this.outcome(context, slots, TRUTHS[this.truthIn(slots)] as Truth);
  }
}

function unknownOutcome(missing: readonly Missing[]): Outcome {
  const leaf: LeafOutcome = {
    ...{ truth: 'unknown', events: [], unconfirmed: NOTHING_UNCONFIRMED, fail: NO_FAIL },
    missing: () => missing,
  };
  return { kind: 'leaf', truth: 'unknown', leaf };
}

/** One object a leaf: what it came to, and all it takes to explain that when it is asked for. */
class FactOutcome implements LeafOutcome {
  constructor(
    private readonly ready: ReadyFact,
    private readonly known: KnownValue,
    private readonly context: Context,
    readonly truth: Truth,
  ) {}

  get kind(): 'leaf' {
    return 'leaf';
  }

  get leaf(): LeafOutcome {
    return this;
  }

  get events(): readonly string[] {
    return this.known.events;
  }

  get unconfirmed(): readonly Unconfirmed[] {
    return this.known.confirmed === false ? this.ready.declared : NOTHING_UNCONFIRMED;
  }

  missing(): readonly Missing[] {
    return [];
  }

  fail(): Fail {
    const { leaf, year, operands } = this.ready;
    const { value, events } = this.known;
    const known = { value, events, unconfirmed: this.unconfirmed };
    return explain(leaf, year, known, operands, undefined, this.context);
  }
}
