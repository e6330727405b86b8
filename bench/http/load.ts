import { Agent, request } from 'node:http';

export interface Target {
  readonly url: string;
  readonly method: 'GET' | 'POST';
  /** Path, headers and body of the n-th request. */
  readonly next: (n: number) => {
    readonly path: string;
    readonly headers?: Readonly<Record<string, string>>;
    readonly body?: string;
  };
}

export interface Load {
  readonly clients: number;
  readonly seconds: number;
}

/** What a slice of load saw. */
export interface Seen {
  readonly rate: number;
  /** ms, sorted. */
  readonly latencies: readonly number[];
}

/** Asks over connections that stay open, each client one request at a time. */
export class LoadGenerator {
  private readonly agent: Agent;
  private n = 0;

  constructor(
    private readonly target: Target,
    clients: number,
  ) {
    this.agent = new Agent({ keepAlive: true, maxSockets: clients });
  }

  /** @throws Error for an answer that is not 2xx */
  async run({ clients, seconds }: Load): Promise<Seen> {
    const latencies: number[] = [];
    const start = performance.now();
    const end = start + seconds * 1000;
    const work = async () => {
      while (performance.now() < end) {
        const sent = performance.now();
        await this.ask((this.n += 1));
        latencies.push(performance.now() - sent);
      }
    };
    await Promise.all(Array.from({ length: clients }, work));
    const rate = (latencies.length * 1000) / (performance.now() - start);
    return { rate, latencies: latencies.sort((a, b) => a - b) };
  }

  close(): void {
    this.agent.destroy();
  }

  private ask(n: number): Promise<void> {
    const { path, headers, body } = this.target.next(n);
    const options = {
      agent: this.agent,
      method: this.target.method,
      headers: {
        ...headers,
        ...(body === undefined
          ? {}
          : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }),
      },
    };
    return new Promise((resolve, reject) => {
      const sent = request(`${this.target.url}${path}`, options, (answer) => {
        const chunks: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        answer.on('error', reject);
        answer.on('end', () => {
          const status = answer.statusCode ?? 0;
          if (status >= 200 && status < 300) resolve();
          else reject(new Error(`${path} answered ${status}: ${Buffer.concat(chunks).toString()}`));
        });
      });
      sent.on('error', reject);
      sent.end(body);
    });
  }
}

/** @param share 0.5 for the median, 0.99 for the time that one of a hundred exceeds */
export function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
