import { isDatabaseTrouble } from './database-trouble.js';

export interface GatheringLimits {
  /** Most questions of one call. */
  readonly most: number;
  /** Calls under way at the same time. */
  readonly underWay: number;
}

const LIMITS: GatheringLimits = { most: 200, underWay: 1 };

interface Waiting<Question, Answer> {
  readonly question: Question;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Questions to the database, or rows for it, that come together go together: those of one turn of
 * the event loop, and those that come while a call is under way. Between two processes it is the
 * messages that cost, not what is in them, and many who wait for the disk wait for it once.
 *
 * Nothing is kept: a question is answered by a call that began after it was asked, so it sees what
 * had been committed by then, as a call of its own would. One at fault takes no other with it.
 */
export class Gathered<Question, Answer> {
  private readonly limits: GatheringLimits;
  private waiting: Waiting<Question, Answer>[] = [];
  private underWay = 0;
  private scheduled = false;

  /** @param ask answers all, in their order, or throws and has done nothing */
  constructor(
    private readonly ask: (questions: readonly Question[]) => Promise<readonly Answer[]>,
    limits: Partial<GatheringLimits> = {},
  ) {
    this.limits = { ...LIMITS, ...limits };
  }

  /** @throws whatever the call throws for this question, or for all of them in an outage */
  add(question: Question): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ question, resolve, reject });
      this.schedule();
    });
  }

  /** After what else this turn of the event loop brings, which costs whoever is alone nothing. */
  private schedule(): void {
    if (this.scheduled || this.underWay >= this.limits.underWay || this.waiting.length === 0)
      return;
    this.scheduled = true;
    setImmediate(() => {
      this.scheduled = false;
      void this.call(this.waiting.splice(0, this.limits.most));
      this.schedule();
    });
  }

  private async call(batch: readonly Waiting<Question, Answer>[]): Promise<void> {
    this.underWay += 1;
    await this.answer(batch);
    this.underWay -= 1;
    this.schedule();
  }

  /** Never throws: everybody in the batch is told. */
  private async answer(batch: readonly Waiting<Question, Answer>[]): Promise<void> {
    try {
      const answers = await this.ask(batch.map(({ question }) => question));
      if (answers.length !== batch.length) throw new Error('not every question was answered');
      batch.forEach(({ resolve }, index) => {
        resolve(answers[index] as Answer);
      });
    } catch (error) {
      // Without a database the others would fare no better one by one.
      if (batch.length === 1 || isOutage(error)) for (const { reject } of batch) reject(error);
      else for (const each of batch) await this.answer([each]);
    }
  }
}

/** Also where trouble has been given another name on the way. */
function isOutage(error: unknown): boolean {
  return isDatabaseTrouble(error) || isDatabaseTrouble((error as { cause?: unknown }).cause);
}
