/** Work of which one piece is done after the other, in the order it came. */
export class Turns {
  private last: Promise<unknown> = Promise.resolve();

  /** @throws what `work` throws; whoever comes next has its turn all the same */
  take<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.last.then(work);
    this.last = mine.catch(() => undefined);
    return mine;
  }
}
