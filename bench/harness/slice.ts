export interface Slice {
  readonly clients: number;
  readonly seconds: number;
  /** One piece of work of one client; answers how many events it was. */
  readonly step: (client: number) => Promise<number>;
}

/**
 * Lets clients work side by side, each with one step under way, until the time is over.
 * @returns events per second
 */
export async function workFor({ clients, seconds, step }: Slice): Promise<number> {
  const start = performance.now();
  const end = start + seconds * 1000;
  let done = 0;
  const work = async (client: number) => {
    while (performance.now() < end) {
      // Not `done += await …`: that would add to what `done` was before the wait, and lose the others' work.
      const events = await step(client);
      done += events;
    }
  };
  await Promise.all(Array.from({ length: clients }, (_, client) => work(client)));
  return (done * 1000) / (performance.now() - start);
}

/** @returns events per second of a piece of work that knows how many events it was */
export async function timed(work: () => Promise<number>): Promise<number> {
  const start = performance.now();
  const done = await work();
  return (done * 1000) / (performance.now() - start);
}
