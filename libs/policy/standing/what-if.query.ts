import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { ReadModels } from '#libs/event-store/projections/read-models.js';
import { isAbsent, Issues, readCreditCode } from '#libs/kernel/read-fields.js';
import { Refusal, RefusalError } from '#libs/kernel/refusal.js';
import type { RunQuestion } from '../domain/events.js';
import type { Overrides } from '../domain/facts/facts.js';
import { Cursor, ReadingLog } from '../domain/list/cursor.js';
import { readJson } from '../domain/list/document.js';
import { readGiven } from '../domain/list/read-given.js';
import { readQuestion } from '../domain/question.js';
import { DISCLAIMER } from '../domain/result.js';
import { Evaluation, NothingToEvaluate } from '../facts/evaluation.js';
import { manualFact } from '../domain/facts/dictionary.js';
import { refuseUnknownQuestion } from '../domain/list/terms.js';
import { PublishedTerms } from '../lists/published-terms.js';
import { POLICY_PROJECTION } from '../lists/policy.projection.js';
import { PolicyDictionary } from '../policy-dictionary.js';
import { WhatIf, type WhatIfAnswer } from '../queries.js';

/** Read models whose lowest position the answer is made from. */
const SOURCES = [POLICY_PROJECTION, 'enterprises', 'recognitions'];

@QueryHandler(WhatIf)
export class WhatIfHandler implements IQueryHandler<WhatIf> {
  constructor(
    private readonly readModels: ReadModels,
    private readonly evaluation: Evaluation,
    private readonly dictionary: PolicyDictionary,
    private readonly terms: PublishedTerms,
  ) {}

  async execute({ input, request, now }: WhatIf): Promise<WhatIfAnswer> {
    const { creditCode, question, given } = this.read(input, now);
    await this.refuseUnknownQuestions(given, question.list);
    const at = await this.readModels.resolve(SOURCES, request);
    try {
      const { result, nextSteps } = await this.evaluation.withNextSteps(
        ...([creditCode, question, at.position, given] as const),
        this.dictionary.dictionary,
      );
      return {
        creditCode: creditCode ?? null,
        asOf: question.asOf,
        awardYear: question.awardYear,
        knownAt: at.token,
        position: at.token,
        result,
        nextSteps,
        disclaimer: DISCLAIMER,
      };
    } catch (error) {
      if (!(error instanceof NothingToEvaluate)) throw error;
      throw new RefusalError(Refusal.conflict(error.code, error.message));
    }
  }

  /** A mistyped question would be supposed in vain. @throws RefusalError 422 */
  private async refuseUnknownQuestions(given: Overrides, list: string | undefined): Promise<void> {
    const keys = [...(given.manual?.keys() ?? [])];
    if (keys.length === 0) return;
    const known = await this.terms.ofAll();
    const issues = keys.flatMap(
      (key) => refuseUnknownQuestion(key, list, known, `facts.${manualFact(key)}`) ?? [],
    );
    if (issues.length > 0) throw new RefusalError(Refusal.unacceptable(issues));
  }

  /** @throws RefusalError 422 with everything that is wrong */
  private read(
    input: WhatIf['input'],
    now: string,
  ): { creditCode: string | undefined; question: RunQuestion; given: Overrides } {
    const issues = new Issues();
    const rule = { path: 'creditCode', label: '统一社会信用代码' };
    const creditCode = isAbsent(input.creditCode)
      ? undefined
      : readCreditCode(input.creditCode, rule, issues);
    const question = readQuestion(input, now);
    if (question instanceof Refusal) issues.list.push(...question.errors);
    const given = this.readFacts(input.facts, issues);
    if (issues.any || question instanceof Refusal) throw new RefusalError(issues.refusal());
    return { creditCode, question, given };
  }

  private readFacts(facts: unknown, issues: Issues): Overrides {
    const { document, findings } = readJson({ facts: facts ?? {} });
    if (!document) {
      for (const { code, message } of findings) issues.add('facts', code, message);
      return { values: new Map(), registers: new Map() };
    }
    const log = new ReadingLog(document, this.dictionary.dictionary);
    const given = readGiven(new Cursor(document.root, '', log).get('facts'));
    for (const { path, code, message } of log.findings) issues.add(path, code, message);
    return given;
  }
}
