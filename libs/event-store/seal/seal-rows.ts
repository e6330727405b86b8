import type { Pool } from 'pg';
import { inTransaction } from '../projections/transaction.js';
import type { ChainHead, Seal } from './chain.js';
import { segmentsOf } from './segments.js';

interface HeadRow {
  readonly chain: number;
  readonly position: string;
  readonly algorithm: string | null;
  readonly digest: Buffer | null;
  readonly last_seal: string | null;
}

/** A head, and where the seals really end at the same moment: in a sound chain the same position. */
export interface FoundHead extends ChainHead {
  readonly lastSeal: bigint;
  /** Where its segment begins; 0n: with the ledger. */
  readonly after: bigint;
  /** What the segment's first seal follows on. */
  readonly opening: Buffer;
}

interface SealRow {
  readonly position: string;
  readonly event_id: string;
  readonly stream: string;
  readonly algorithm: string;
  readonly digest: Buffer;
}

const OPEN = `with opened as (
    insert into seal.head (ledger_id) values ($1) on conflict do nothing returning chain)
  insert into seal.sealer (chain) select chain from opened`;
const HEAD = `select h.chain, h.position, h.algorithm, h.digest,
  (select max(s.position) from seal.seal s where s.chain = h.chain) as last_seal
  from seal.head h where h.ledger_id = $1 and ($2::smallint is null and not h.closed or h.chain = $2)`;
const SEALS = `select position, event_id, stream, algorithm, digest from seal.seal
  where chain = $1 and position > $2 and position <= $3 order by position limit $4`;
const LAST = `select position, event_id, stream, algorithm, digest from seal.seal
  where chain = $1 and position <= $2 order by position desc limit 1`;

/**
 * One statement, so that seals and head cannot part: nothing is inserted when the head is no longer
 * where the caller saw it.
 */
const APPEND = `with moved as (
    update seal.head set position = $2, digest = decode($3, 'hex'), algorithm = $4
    where chain = $1 and not closed and position = $5 and digest is not distinct from decode($6, 'hex')
    returning chain)
  insert into seal.seal (chain, position, event_id, stream, algorithm, digest)
  select m.chain, s.position, s.event_id, s.stream, $4, decode(s.digest, 'hex')
  from moved m, unnest($7::bigint[], $8::uuid[], $9::text[], $10::text[]) s(position, event_id, stream, digest)`;
/** A crash takes seals back whole, and the same ones are made again. */
const BEGIN = 'begin; set local synchronous_commit = off';

/**
 * The head of this ledger's chain; undefined when nothing was ever sealed or about to be.
 * @param chain a segment of it that is closed; left out: the one that is sealed in
 */
export async function findHead(
  pool: Pool,
  ledgerId: string,
  chain?: number,
): Promise<FoundHead | undefined> {
  const [row] = (await pool.query<HeadRow>(HEAD, [ledgerId, chain ?? null])).rows;
  if (!row) return undefined;
  const segment = (await segmentsOf(pool, ledgerId)).find((each) => each.chain === row.chain);
  if (!segment) throw new Error(`chain ${row.chain} has no beginning`);
  const { after, opening } = segment;
  return {
    ...{ chain: row.chain, ledgerId, after, opening },
    position: BigInt(row.position),
    digest: row.digest ?? opening,
    algorithm: row.algorithm,
    lastSeal: row.last_seal === null ? after : BigInt(row.last_seal),
  };
}

/** The head of this ledger's chain, which is begun when there is none. */
export async function openChain(pool: Pool, ledgerId: string): Promise<FoundHead> {
  const found = await findHead(pool, ledgerId);
  if (found) return found;
  await pool.query(OPEN, [ledgerId]);
  const opened = await findHead(pool, ledgerId);
  if (!opened) throw new Error(`the chain of ledger ${ledgerId} was not begun`);
  return opened;
}

/**
 * Adds seals after the head, all or none.
 * @returns the new head; undefined when somebody else has moved it meanwhile
 */
export async function appendSeals(
  pool: Pool,
  head: ChainHead,
  seals: readonly Seal[],
): Promise<ChainHead | undefined> {
  const last = seals.at(-1);
  if (!last) return head;
  const values = [
    head.chain,
    String(last.position),
    last.digest.toString('hex'),
    last.algorithm,
    String(head.position),
    head.position === 0n ? null : head.digest.toString('hex'),
    seals.map((seal) => String(seal.position)),
    seals.map((seal) => seal.eventId),
    seals.map((seal) => seal.stream),
    seals.map((seal) => seal.digest.toString('hex')),
  ];
  const written = await inTransaction(pool, BEGIN, async (client) => {
    const { rowCount } = await client.query({ name: 'seal_append', text: APPEND, values });
    return rowCount ?? 0;
  });
  if (written === 0) return undefined;
  const { position, digest, algorithm } = last;
  return { ...head, position, digest, algorithm };
}

/** Seals with `after < position <= upTo`, at most `limit`, in order. */
export async function readSeals(
  pool: Pool,
  chain: number,
  range: { readonly after: bigint; readonly upTo: bigint; readonly limit: number },
): Promise<Seal[]> {
  const values = [chain, String(range.after), String(range.upTo), range.limit];
  return (await pool.query<SealRow>({ name: 'seal_page', text: SEALS, values })).rows.map(toSeal);
}

/** The last seal at or before a position; undefined when there is none. */
export async function lastSeal(pool: Pool, chain: number, upTo: bigint): Promise<Seal | undefined> {
  const [row] = (await pool.query<SealRow>(LAST, [chain, String(upTo)])).rows;
  return row && toSeal(row);
}

function toSeal(row: SealRow): Seal {
  return {
    position: BigInt(row.position),
    eventId: row.event_id,
    stream: row.stream,
    algorithm: row.algorithm,
    digest: row.digest,
  };
}
