import { completeCreditCode } from '#libs/kernel/credit-code.js';
import { LoadGenerator, percentile } from '../http/load.js';

/** Officers who record at the same time. */
export const CLIENTS = 4;

/** ms that half, and all but one in a hundred, of the requests took at most. */
export interface Latency {
  readonly p50: number;
  readonly p99: number;
  /** Requests a second. */
  readonly rate: number;
}

/** Records new enterprises, one after the other for each client. */
export class Recording {
  private readonly load: LoadGenerator;

  constructor(url: string, token: string) {
    this.load = new LoadGenerator(
      { url, method: 'POST', next: (n) => registration(n, token) },
      CLIENTS,
    );
  }

  /** @throws Error when one is refused */
  async during(seconds: number): Promise<Latency> {
    const { latencies, rate } = await this.load.run({ clients: CLIENTS, seconds });
    return { p50: percentile(latencies, 0.5), p99: percentile(latencies, 0.99), rate };
  }

  close(): void {
    this.load.close();
  }
}

function registration(n: number, token: string) {
  const creditCode = completeCreditCode(`92411323MC${String(n).padStart(6, '0')}`);
  return {
    path: '/api/v1/enterprises',
    headers: { authorization: `Bearer ${token}` },
    body: JSON.stringify({ creditCode, name: `新企业${n}`, regionCode: '411323' }),
  };
}
