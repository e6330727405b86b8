import { Injectable } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { EnterprisesKnownAt, type EnterprisesKnownAtAnswer } from '#libs/enterprises/queries.js';
import { RecognitionsKnownAt, type RecognitionsKnownAtAnswer } from '#libs/recognitions/queries.js';
import { Breath } from '#libs/runtime/queue/breath.js';
import type { Facts } from '../domain/facts/facts.js';
import { PolicyDictionary } from '../policy-dictionary.js';
import { gatherFacts } from './gather-facts.js';
import { KnownAwards } from './known-awards.js';
import { NOTHING_SAID, SaidFacts } from './said-facts.js';

/** Answers of officers are given to a list, for an award year or for all. */
export interface FactsQuestion {
  readonly asOf: string;
  readonly list: string;
  readonly awardYear: number;
}

/** Asks the other slices what a prefix of the ledger knows. */
@Injectable()
export class KnownFacts {
  constructor(
    private readonly queryBus: QueryBus,
    private readonly dictionary: PolicyDictionary,
    private readonly said: SaidFacts,
    private readonly awards: KnownAwards,
  ) {}

  /**
   * Facts of enterprises at exactly `position`, as of a day; an enterprise that is not registered
   * there is missing from the answer. One question to each read model, however many they are.
   * @throws RefusalError 503 when a read model does not get there in time
   */
  async of(
    creditCodes: readonly string[],
    asked: FactsQuestion,
    position: bigint,
  ): Promise<ReadonlyMap<string, Facts>> {
    const recognitions = await this.queryBus.execute<
      RecognitionsKnownAt,
      RecognitionsKnownAtAnswer
    >(new RecognitionsKnownAt(creditCodes, position));
    const enterprises = await this.queryBus.execute<EnterprisesKnownAt, EnterprisesKnownAtAnswer>(
      new EnterprisesKnownAt(creditCodes, asked.asOf, position),
    );
    const said = await this.said.of(creditCodes, asked, position);
    const awards = await this.awards.of(creditCodes, asked.asOf, position);
    const facts = new Map<string, Facts>();
    const breath = new Breath();
    for (const [creditCode, enterprise] of enterprises) {
      const records = recognitions.get(creditCode) ?? [];
      const known = { enterprise, records, said: said.get(creditCode) ?? NOTHING_SAID };
      const gathered = gatherFacts(this.dictionary.dictionary, known, asked.asOf);
      facts.set(creditCode, { ...gathered, awards: awards.get(creditCode) ?? [] });
      await breath.take();
    }
    return facts;
  }
}
