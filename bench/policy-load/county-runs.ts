import { setTimeout as sleep } from 'node:timers/promises';
import type { Answer, ApiClient } from '../../test/support/api-client.js';
import { countyList } from '../policy/county-list.js';

/** What is read of a run. */
export interface RunSeen {
  readonly id: string;
  readonly status: string;
  readonly done: number;
  readonly changed: number;
}

/** Between two looks at a run, ms. */
const LOOK = 250;

/** Runs over the county as an officer has them, over HTTP. */
export class CountyRuns {
  constructor(private readonly api: ApiClient) {}

  /** Publishes the list of twenty clauses, and waits for the runs that the registry then demands. */
  async publishList(): Promise<void> {
    const type = { 'content-type': 'application/yaml' };
    const drafted = expected(
      await this.api.send<{ id: string; version: number }>(
        ...(['POST', '/api/v1/policy-lists', countyList(), type] as const),
      ),
    );
    await this.post(`policy-lists/${drafted.id}/versions/${drafted.version}/publication`, {
      acknowledge: ['no-tests'],
    });
    await this.settled();
  }

  async start(awardYear: number): Promise<string> {
    return (await this.post<RunSeen>('eligibility-runs', { awardYear })).id;
  }

  async read(id: string): Promise<RunSeen> {
    return expected(await this.api.get<RunSeen>(`/api/v1/eligibility-runs/${id}`));
  }

  /** Looks until it is as wanted. @param each called at every look */
  async until(
    id: string,
    wanted: (run: RunSeen) => boolean,
    each: () => void = () => undefined,
  ): Promise<RunSeen> {
    for (;;) {
      const run = await this.read(id);
      each();
      if (wanted(run)) return run;
      await sleep(LOOK);
    }
  }

  async cancel(id: string): Promise<void> {
    await this.api.post(`/api/v1/eligibility-runs/${id}/cancel`);
    await this.settled();
  }

  /** Until the registry has shown for a while that it wants no more runs. */
  async settled(): Promise<void> {
    for (let quiet = 0; quiet < 4; quiet += 1) {
      await sleep(LOOK);
      for (const status of ['queued', 'running']) {
        const path = `/api/v1/eligibility-runs?status=${status}`;
        const { total } = expected(await this.api.get<{ total: number }>(path));
        if (total > 0) quiet = -1;
      }
    }
  }

  private async post<B>(path: string, body: object): Promise<B> {
    return expected(await this.api.post<B>(`/api/v1/${path}`, body));
  }
}

/** @throws Error for a refusal */
function expected<B>({ status, body, text }: Answer<B>): B {
  if (status >= 300) throw new Error(`answered ${status}: ${text}`);
  return body;
}

export function isOver({ status }: RunSeen): boolean {
  return status !== 'queued' && status !== 'running';
}
