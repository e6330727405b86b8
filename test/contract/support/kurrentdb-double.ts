import { once } from 'node:events';
import { createServer, type AddressInfo, type Server as NetServer, type Socket } from 'node:net';
import {
  Metadata,
  Server,
  ServerCredentials,
  status,
  type sendUnaryData,
  type ServerReadableStream,
  type ServerWritableStream,
} from '@grpc/grpc-js';
import grpc from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/streams_grpc_pb.js';
import shared from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/shared_pb.js';
import streams from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/streams_pb.js';

type AppendReq = InstanceType<typeof streams.AppendReq>;
type AppendResp = InstanceType<typeof streams.AppendResp>;
type ReadReq = InstanceType<typeof streams.ReadReq>;
type ReadResp = InstanceType<typeof streams.ReadResp>;
type Proposed = InstanceType<typeof streams.AppendReq.ProposedMessage>;

/** What the double does with a call instead of serving it. */
export type Trouble =
  | 'unavailable'
  /** Never answers. */
  | 'silent'
  /** Stores, then cuts the connection instead of answering. */
  | 'cut-after-storing'
  | 'commit-timeout'
  | 'too-large'
  | 'denied'
  /** Names another node. */
  | { readonly leaderPort: number };

/**
 * Speaks as much of KurrentDB's protocol as appending and reading a stream back takes, and fails on
 * demand. For error paths only: what a real server does is for the contract suite to show.
 */
export class KurrentDbDouble {
  private readonly stored = new Map<string, Proposed[]>();
  private readonly troubles: Trouble[] = [];
  private readonly logTroubles: 'denied'[] = [];
  private readonly sockets = new Set<Socket>();
  /** Appends that arrived, served or not. */
  appends = 0;

  private constructor(
    private readonly server: Server,
    private readonly front: NetServer,
    readonly port: number,
  ) {}

  static async start(port = 0): Promise<KurrentDbDouble> {
    const server = new Server();
    const holder: { double?: KurrentDbDouble } = {};
    server.addService(grpc.StreamsService, {
      append: (
        call: ServerReadableStream<AppendReq, AppendResp>,
        done: sendUnaryData<AppendResp>,
      ) => holder.double?.onAppend(call, done),
      read: (call: ServerWritableStream<ReadReq, ReadResp>) => holder.double?.onRead(call),
    });
    // Connections come in here, so that they can be cut whatever gRPC thinks of it.
    const injector = server.createConnectionInjector(ServerCredentials.createInsecure());
    const front = createServer((socket) => {
      holder.double?.sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => holder.double?.sockets.delete(socket));
      injector.injectConnection(socket);
    }).listen(port, '127.0.0.1');
    await once(front, 'listening');
    const bound = front.address() as AddressInfo;
    holder.double = new KurrentDbDouble(server, front, bound.port);
    return holder.double;
  }

  url(options = ''): string {
    return `kurrentdb://127.0.0.1:${this.port}?tls=false${options}`;
  }

  /** The next appends meet these, one each. */
  meet(...troubles: Trouble[]): void {
    this.troubles.push(...troubles);
  }

  /** The next read of the whole log is refused. */
  denyLog(): void {
    this.logTroubles.push('denied');
  }

  idsIn(stream: string): string[] {
    return (this.stored.get(stream) ?? []).map((event) => event.getId()?.getString() ?? '');
  }

  async stop(): Promise<void> {
    this.cutConnections();
    this.front.close();
    await once(this.front, 'close');
    this.server.forceShutdown();
  }

  private cutConnections(): void {
    for (const socket of this.sockets) socket.destroy();
  }

  private onAppend(
    call: ServerReadableStream<AppendReq, AppendResp>,
    done: sendUnaryData<AppendResp>,
  ): void {
    const messages: AppendReq[] = [];
    call.on('error', () => undefined);
    call.on('data', (message: AppendReq) => messages.push(message));
    call.on('end', () => {
      this.appends += 1;
      const trouble = this.troubles.shift();
      if (trouble === 'silent') return;
      if (trouble !== undefined && trouble !== 'cut-after-storing') {
        done(errorOf(trouble));
        return;
      }
      const answer = this.store(messages);
      if (trouble === undefined) done(null, answer);
      else this.cutConnections();
    });
  }

  private store(messages: readonly AppendReq[]): AppendResp {
    const options = messages[0]?.getOptions();
    const name = nameOf(options?.getStreamIdentifier());
    const events = messages.slice(1).flatMap((message) => message.getProposedMessage() ?? []);
    const there = this.stored.get(name) ?? [];
    const expected = options?.hasRevision()
      ? Number(options.getRevision())
      : options?.hasNoStream()
        ? -1
        : there.length - 1;
    const ids = (list: readonly Proposed[]) => list.map((event) => event.getId()?.getString());
    const repeated = there.slice(expected + 1, expected + 1 + events.length);
    const answer = new streams.AppendResp();
    if (expected === there.length - 1) this.stored.set(name, [...there, ...events]);
    else if (String(ids(repeated)) !== String(ids(events))) {
      const wrong = new streams.AppendResp.WrongExpectedVersion();
      wrong.setCurrentRevision(String(there.length - 1));
      answer.setWrongExpectedVersion(wrong);
      return answer;
    }
    const revision = String(expected + events.length);
    const success = new streams.AppendResp.Success();
    success.setCurrentRevision(revision);
    const position = new streams.AppendResp.Position();
    position.setCommitPosition(revision);
    position.setPreparePosition(revision);
    success.setPosition(position);
    answer.setSuccess(success);
    return answer;
  }

  private onRead(call: ServerWritableStream<ReadReq, ReadResp>): void {
    const options = call.request.getOptions();
    const trouble = options?.hasAll() ? this.logTroubles.shift() : undefined;
    if (trouble !== undefined) {
      call.emit('error', errorOf(trouble));
      return;
    }
    const name = nameOf(options?.getStream()?.getStreamIdentifier());
    const from = options?.getStream()?.hasRevision()
      ? Number(options.getStream()?.getRevision())
      : 0;
    for (const [index, event] of (this.stored.get(name) ?? []).entries()) {
      if (index >= from) call.write(responseOf(name, index, event));
    }
    call.end();
  }
}

function responseOf(stream: string, revision: number, event: Proposed): ReadResp {
  const record = new streams.ReadResp.ReadEvent.RecordedEvent();
  const identifier = new shared.StreamIdentifier();
  identifier.setStreamName(Buffer.from(stream));
  record.setStreamIdentifier(identifier);
  record.setId(event.getId());
  record.setStreamRevision(String(revision));
  record.setCommitPosition(String(revision + 1));
  record.setPreparePosition(String(revision + 1));
  for (const [key, value] of event.getMetadataMap().entries()) {
    record.getMetadataMap().set(key, value);
  }
  record.getMetadataMap().set('created', '17955750978690781');
  record.setData(event.getData_asU8());
  record.setCustomMetadata(event.getCustomMetadata_asU8());
  const read = new streams.ReadResp.ReadEvent();
  read.setEvent(record);
  const response = new streams.ReadResp();
  response.setEvent(read);
  return response;
}

function errorOf(trouble: Exclude<Trouble, 'silent' | 'cut-after-storing'>) {
  const metadata = new Metadata();
  const error = (code: status, details: string) =>
    Object.assign(new Error(details), { code, details, metadata });
  if (trouble === 'unavailable') return error(status.UNAVAILABLE, 'Server Is Not Ready');
  if (trouble === 'commit-timeout') {
    return error(status.ABORTED, 'Operation timed out: Commit phase timeout.');
  }
  if (trouble === 'too-large') {
    metadata.set('exception', 'maximum-append-size-exceeded');
    metadata.set('maximum-append-size', '1048576');
    return error(status.INVALID_ARGUMENT, '');
  }
  if (trouble === 'denied') {
    metadata.set('exception', 'access-denied');
    return error(status.PERMISSION_DENIED, '');
  }
  metadata.set('exception', 'not-leader');
  metadata.set('leader-endpoint-host', '127.0.0.1');
  metadata.set('leader-endpoint-port', String(trouble.leaderPort));
  return error(status.NOT_FOUND, 'Leader info available');
}

function nameOf(identifier: { getStreamName_asU8(): Uint8Array } | undefined): string {
  return Buffer.from(identifier?.getStreamName_asU8() ?? []).toString('utf8');
}
