import { factKey, factLabel } from '../facts/dictionary.js';
import type { KnownValue } from '../facts/facts.js';
import type { Value } from '../facts/values.js';
import type { FactLeaf } from '../list/model.js';
import type { Fail, Missing, Unconfirmed } from '../result.js';
import { resolveOperands, type When } from './compare.js';
import { explain } from './fact-leaf.js';
import { slotOf, type FactSlots } from './fact-slots.js';
import type { Truth } from './kleene.js';
import {
  NOTHING_UNCONFIRMED,
  NO_FAIL,
  type Context,
  type LeafOutcome,
  type Outcome,
} from './outcome.js';
import { absentValue, missingFact } from './read-fact.js';
import { readyTest, type ReadyTest } from './ready-test.js';

/** A condition on a fact that is not derived, ready for the facts of very many enterprises. */
export class ReadyFact {
  readonly year: number | undefined;
  readonly operands: readonly Value[];
  /** What a declared figure that nobody has confirmed is named by. */
  readonly declared: readonly Unconfirmed[];
  private readonly key: string;
  private readonly slot: number;
  private readonly test: ReadyTest;
  /** What no entry in a complete register means. */
  private readonly absent: KnownValue | undefined;
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
    this.test = readyTest(leaf.test, this.operands);
    const none = fact.absence === 'no' ? absentValue(fact) : undefined;
    this.absent = none === undefined ? undefined : { value: none, events: [] };
    this.unknown = unknownOutcome([missingFact(fact, this.year)]);
  }

  evaluate(context: Context, slots: FactSlots): Outcome {
    const known = slots.at(this.slot, this.key) ?? this.absent;
    if (known === undefined) return this.unknown;
    return new FactOutcome(this, known, context, this.test(known.value) ? 'yes' : 'no');
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
