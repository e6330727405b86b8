import { Injectable } from '@nestjs/common';
import { Breath } from '#libs/runtime/queue/breath.js';
import { evaluateList, type ListVersion } from '../domain/evaluate/evaluate-list.js';
import { nextSteps } from '../domain/evaluate/next-step.js';
import type { FactDictionary } from '../domain/facts/dictionary.js';
import { NO_FACTS, override, type Facts, type Overrides } from '../domain/facts/facts.js';
import type { RunQuestion } from '../domain/events.js';
import type { ListResult, NextStep } from '../domain/result.js';
import { PublishedLists } from '../lists/published-lists.js';
import { KnownFacts, type FactsQuestion } from './known-facts.js';

/** There is nothing to evaluate; the sentence is Chinese and says why. */
export class NothingToEvaluate extends Error {
  constructor(
    readonly code: 'no-published-list' | 'enterprise-not-known',
    reason: string,
  ) {
    super(reason);
    this.name = 'NothingToEvaluate';
  }
}

/** Evaluates what a prefix of the ledger knows; the same question gives the same result for ever. */
@Injectable()
export class Evaluation {
  constructor(
    private readonly lists: PublishedLists,
    private readonly facts: KnownFacts,
  ) {}

  /** @throws NothingToEvaluate, RefusalError 503 */
  async one(creditCode: string, question: RunQuestion, position: bigint): Promise<ListResult> {
    return this.supposing(creditCode, question, position, undefined);
  }

  /**
   * The same with facts that are only supposed.
   * @param creditCode undefined: of an enterprise about which nothing but `given` is known
   * @throws NothingToEvaluate, RefusalError 503
   */
  async supposing(
    creditCode: string | undefined,
    question: RunQuestion,
    position: bigint,
    given: Overrides | undefined,
  ): Promise<ListResult> {
    const { version, facts } = await this.prepare(creditCode, question, position, given);
    return evaluateList(version, facts, question);
  }

  /** The same, with the nearest thing that would change each clause's answer. */
  async withNextSteps(
    creditCode: string | undefined,
    question: RunQuestion,
    position: bigint,
    given: Overrides | undefined,
    dictionary: FactDictionary,
  ): Promise<{ readonly result: ListResult; readonly nextSteps: readonly NextStep[] }> {
    const { version, facts } = await this.prepare(creditCode, question, position, given);
    const result = evaluateList(version, facts, question);
    return { result, nextSteps: nextSteps(version, facts, question, dictionary) };
  }

  private async prepare(
    creditCode: string | undefined,
    question: RunQuestion,
    position: bigint,
    given: Overrides | undefined,
  ): Promise<{ readonly version: ListVersion; readonly facts: Facts }> {
    const version = await this.version(question, position);
    const known =
      creditCode === undefined
        ? undefined
        : await this.factsOf(creditCode, asked(version, question), position);
    return { version, facts: given ? override(known ?? NO_FACTS, given) : (known ?? NO_FACTS) };
  }

  /** The list version a question is answered by. @throws NothingToEvaluate, RefusalError 503 */
  async version(question: RunQuestion, position: bigint): Promise<ListVersion> {
    const version = await this.lists.at(position, question.awardYear, question.list);
    if (version) return version;
    const reason =
      question.list === undefined
        ? '截至入账时点还没有已发布的政策清单，请先发布清单再匹配'
        : `截至入账时点清单 ${question.list} 还没有已发布的版本`;
    throw new NothingToEvaluate('no-published-list', reason);
  }

  /**
   * Many enterprises against one version; one that is not registered at `position` is left out.
   * @throws RefusalError 503
   */
  async many(
    creditCodes: readonly string[],
    version: ListVersion,
    question: RunQuestion,
    position: bigint,
  ): Promise<ReadonlyMap<string, ListResult | Error>> {
    return this.each(
      await this.gather(creditCodes, version, question, position),
      version,
      question,
    );
  }

  /** The first half of {@link many}: the database works. @throws RefusalError 503 */
  gather(
    creditCodes: readonly string[],
    version: ListVersion,
    question: RunQuestion,
    position: bigint,
  ): Promise<ReadonlyMap<string, Facts>> {
    return this.facts.of(creditCodes, asked(version, question), position);
  }

  /** The other half: this process works, and makes way for others in between. */
  async each(
    facts: ReadonlyMap<string, Facts>,
    version: ListVersion,
    question: RunQuestion,
  ): Promise<ReadonlyMap<string, ListResult | Error>> {
    const results = new Map<string, ListResult | Error>();
    const breath = new Breath();
    for (const [creditCode, known] of facts) {
      results.set(
        creditCode,
        attempt(() => evaluateList(version, known, question)),
      );
      await breath.take();
    }
    return results;
  }

  private async factsOf(creditCode: string, question: FactsQuestion, position: bigint) {
    const facts = (await this.facts.of([creditCode], question, position)).get(creditCode);
    if (facts) return facts;
    const reason = `截至入账时点，${creditCode} 还没有在台账中登记`;
    throw new NothingToEvaluate('enterprise-not-known', reason);
  }
}

/** Which facts a question to a version of a list needs. */
function asked({ list }: ListVersion, { asOf, awardYear }: RunQuestion): FactsQuestion {
  return { asOf, awardYear, list: list.id };
}

/** One enterprise whose evaluation breaks must not stop the whole county's. */
function attempt<T>(work: () => T): T | Error {
  try {
    return work();
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}
