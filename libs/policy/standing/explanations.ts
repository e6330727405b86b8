import { Injectable, Logger } from '@nestjs/common';
import type { ListVersion } from '../domain/evaluate/evaluate-list.js';
import type { ClauseResult } from '../domain/result.js';
import { printOf } from '../domain/standing-result.js';
import { Evaluation } from '../facts/evaluation.js';

/** What verdicts were evaluated from. */
export interface EvaluatedFrom {
  readonly creditCode: string;
  readonly version: ListVersion;
  readonly asOf: string;
  readonly awardYear: number;
  readonly knownPosition: bigint;
}

/**
 * Gives the explanations of standing verdicts, of which the ledger keeps the fingerprints: evaluates
 * again what they were evaluated from, and answers what comes out as it did.
 */
@Injectable()
export class Explanations {
  private readonly logger = new Logger(Explanations.name);

  constructor(private readonly evaluation: Evaluation) {}

  /**
   * @param prints fingerprint of each clause's result
   * @param position where the question is answered. Facts of then serve as well wherever they give
   *   the same result: in a copied ledger an old position means something else
   * @returns by clause; one that does not come out again as it did is missing
   * @throws RefusalError 503 when a read model does not get there in time
   */
  async of(
    from: EvaluatedFrom,
    prints: ReadonlyMap<string, string>,
    position: bigint,
  ): Promise<ReadonlyMap<string, ClauseResult>> {
    const found = new Map<string, ClauseResult>();
    const first = from.knownPosition <= position ? from.knownPosition : position;
    for (const at of new Set([first, position])) {
      for (const result of await this.results(from, at)) {
        const print = prints.get(result.clause);
        if (print === undefined || found.has(result.clause)) continue;
        if (printOf(result) === print) found.set(result.clause, result);
      }
      if (found.size === prints.size) break;
    }
    return found;
  }

  private async results(
    { creditCode, version, asOf, awardYear }: EvaluatedFrom,
    position: bigint,
  ): Promise<readonly ClauseResult[]> {
    const question = { asOf, awardYear, list: version.list.id };
    const results = await this.evaluation.many([creditCode], version, question, position);
    const result = results.get(creditCode);
    if (result === undefined) return [];
    if (!(result instanceof Error)) return result.results;
    this.logger.error(`a standing verdict could not be explained: ${result.message}`);
    return [];
  }
}
