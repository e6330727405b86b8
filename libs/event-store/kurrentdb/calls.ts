import type { KurrentDBClient } from '@kurrent/kurrentdb-client';
import type { EncodedEvent } from '../new-event-check.js';
import type { ExpectedRevision } from '../port.js';
import {
  appendEvent,
  appendHeader,
  internalsOf,
  StreamsClient,
  type AppendResponse,
  type ReadRequest,
  type ReadResponse,
  type StoredRecord,
} from './protocol.js';

export type AppendAnswer =
  | { readonly outcome: 'done'; readonly revision: bigint; readonly position: bigint }
  | { readonly outcome: 'conflict'; readonly actual: bigint };

/** All records that a finite read answers. */
export function collect(
  client: KurrentDBClient,
  request: ReadRequest,
  deadline: number | undefined,
): Promise<StoredRecord[]> {
  const { execute, callArguments } = internalsOf(client);
  const base = { requiresLeader: true, ...(deadline !== undefined && { deadline }) };
  return execute(StreamsClient, 'read', (streams) => {
    const records: StoredRecord[] = [];
    const call = streams.read(request, ...callArguments(base));
    return new Promise((resolve, reject) => {
      call.on('data', (message: ReadResponse) => {
        const record = message.getEvent()?.getEvent();
        if (record) records.push(record);
      });
      call.on('error', reject);
      call.on('end', () => resolve(records));
    });
  });
}

/** Answers a live read message by message, until `signal` aborts it or the connection ends it. */
export function listen(
  client: KurrentDBClient,
  request: ReadRequest,
  onMessage: (message: ReadResponse) => void,
  signal: AbortSignal,
): Promise<void> {
  const { execute, callArguments } = internalsOf(client);
  return execute(StreamsClient, 'subscribe', (streams) => {
    const call = streams.read(
      request,
      ...callArguments({ requiresLeader: true }, { deadline: Infinity }),
    );
    const cancel = () => call.cancel();
    signal.addEventListener('abort', cancel, { once: true });
    return new Promise<void>((resolve, reject) => {
      call.on('data', onMessage);
      call.on('error', (error) => (signal.aborted ? resolve() : reject(error)));
      call.on('end', () => resolve());
      if (signal.aborted) cancel();
    }).finally(() => signal.removeEventListener('abort', cancel));
  });
}

/** One append with the server's own check of the revision. */
export function sendAppend(
  client: KurrentDBClient,
  stream: string,
  expected: ExpectedRevision,
  events: readonly EncodedEvent[],
): Promise<AppendAnswer> {
  const { execute, callArguments } = internalsOf(client);
  return execute(
    StreamsClient,
    'append',
    (streams) =>
      new Promise<AppendAnswer>((resolve, reject) => {
        const call = streams.append(
          ...callArguments({ requiresLeader: true }),
          (error, response) => {
            if (error) reject(error);
            else resolveWith(() => answerOf(response), resolve, reject);
          },
        );
        call.on('error', reject);
        call.write(appendHeader(stream, expected));
        for (const event of events) call.write(appendEvent(event));
        call.end();
      }),
  );
}

/** An exception in a callback of gRPC would end the process. */
function resolveWith<T>(
  make: () => T,
  resolve: (value: T) => void,
  reject: (error: unknown) => void,
): void {
  try {
    resolve(make());
  } catch (error) {
    reject(error);
  }
}

function answerOf(response: AppendResponse): AppendAnswer {
  const success = response.getSuccess();
  if (success) {
    return {
      outcome: 'done',
      revision: BigInt(success.getCurrentRevision()),
      position: BigInt(success.getPosition()?.getCommitPosition() ?? 0),
    };
  }
  const wrong = response.getWrongExpectedVersion();
  if (!wrong) throw new Error('KurrentDB answered an append neither with success nor a conflict');
  return {
    outcome: 'conflict',
    actual: wrong.hasCurrentRevision() ? BigInt(wrong.getCurrentRevision()) : -1n,
  };
}
