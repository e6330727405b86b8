import { Injectable } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { EnterprisesKnownAt, type EnterprisesKnownAtAnswer } from '#libs/enterprises/queries.js';
import { RecognitionsKnownAt, type RecognitionsKnownAtAnswer } from '#libs/recognitions/queries.js';
import type { Facts } from '../domain/facts/facts.js';
import { PolicyDictionary } from '../policy-dictionary.js';
import { gatherFacts } from './gather-facts.js';

/** Asks the other slices what a prefix of the ledger knows. */
@Injectable()
export class KnownFacts {
  constructor(
    private readonly queryBus: QueryBus,
    private readonly dictionary: PolicyDictionary,
  ) {}

  /**
   * Facts of enterprises at exactly `position`, as of a day; an enterprise that is not registered
   * there is missing from the answer.
   * @throws RefusalError 503 when a read model does not get there in time
   */
  async of(
    creditCodes: readonly string[],
    asOf: string,
    position: bigint,
  ): Promise<ReadonlyMap<string, Facts>> {
    const recognitions = await this.queryBus.execute<
      RecognitionsKnownAt,
      RecognitionsKnownAtAnswer
    >(new RecognitionsKnownAt(creditCodes, position));
    const enterprises = await this.queryBus.execute<EnterprisesKnownAt, EnterprisesKnownAtAnswer>(
      new EnterprisesKnownAt(creditCodes, asOf, position),
    );
    return new Map(
      [...enterprises].map(([creditCode, enterprise]) => {
        const records = recognitions.get(creditCode) ?? [];
        return [creditCode, gatherFacts(this.dictionary.dictionary, enterprise, records, asOf)];
      }),
    );
  }
}
