import type { Pool } from 'pg';
import { Gathered } from '#libs/runtime/database/gathered.js';
import { CommandLog, type ClaimAnswer, type CommandClaim } from '../command-log.js';
import { queryRows } from './event-rows.js';

type NewClaim = Pick<CommandClaim, 'commandId' | 'bodyHash' | 'stream' | 'number'>;

type ClaimRow = readonly [
  commandId: string,
  bodyHash: string,
  stream: string,
  number: string | null,
  answeredRevision: string | null,
];

const COLUMNS = 'command_id, body_hash, stream, number, answered_revision';
const FIND = `select ${COLUMNS} from es.command_log where command_id = any ($1::uuid[])`;
/** As a local setting of the one-statement transaction: its commit does not wait for the disk. */
const NO_WAIT = `set_config('synchronous_commit', 'off', true)`;
const claimStatement = (condition: string) =>
  `insert into es.command_log (command_id, body_hash, stream, number)
  select * from unnest($1::uuid[], $2::text[], $3::text[], $4::text[]) where ${condition}
  on conflict (command_id) do nothing returning ${COLUMNS}`;
const CLAIM = claimStatement('true');
const CLAIM_NO_WAIT = claimStatement(`${NO_WAIT} = 'off'`);
const ISSUE = 'select es.issue_number($1, $2, $3)';
const ISSUE_NO_WAIT = `select es.issue_number($1, $2, $3), ${NO_WAIT}`;
const MOVE = 'update es.command_log set stream = $2, number = $3 where command_id = $1';
const ANSWERED = `update es.command_log set answered_revision = $2
  where command_id = $1 and answered_revision is null`;

/**
 * The command log in tables of PostgreSQL.
 *
 * Where the events are in the same database, a claim and an issued number need not wait for the
 * disk: the append that follows waits, and what it flushes reaches beyond them. A crash before that
 * takes back the claim and what it was made for. Kept apart from the events they must last first.
 */
export class PostgresCommandLog extends CommandLog {
  private readonly claims = new Gathered((claims: readonly NewClaim[]) => this.claimAll(claims));
  private readonly claimBy: readonly [name: string, sql: string];
  private readonly issueBy: readonly [name: string, sql: string];

  constructor(
    private readonly pool: Pool,
    { eventsElsewhere = false }: { readonly eventsElsewhere?: boolean } = {},
  ) {
    super();
    this.claimBy = eventsElsewhere ? ['es_claim', CLAIM] : ['es_claim_no_wait', CLAIM_NO_WAIT];
    this.issueBy = eventsElsewhere
      ? ['es_issue_number', ISSUE]
      : ['es_issue_number_no_wait', ISSUE_NO_WAIT];
  }

  override async find(commandId: string): Promise<CommandClaim | undefined> {
    return (await this.findAll([commandId])).get(commandId);
  }

  /** Claims that come together are made together. */
  override claim(claim: NewClaim): Promise<ClaimAnswer> {
    return this.claims.add(claim);
  }

  private async claimAll(claims: readonly NewClaim[]): Promise<ClaimAnswer[]> {
    // In one order everywhere, or two processes that make the same claims could wait for each other.
    const sorted = [...claims].sort((a, b) => (a.commandId < b.commandId ? -1 : 1));
    const values = [
      sorted.map(({ commandId }) => commandId),
      sorted.map(({ bodyHash }) => bodyHash),
      sorted.map(({ stream }) => stream),
      sorted.map(({ number }) => number),
    ];
    const made = byId(await queryRows<ClaimRow>(this.pool, ...this.claimBy, values));
    const others = claims.map(({ commandId }) => commandId).filter((id) => !made.has(id));
    const standing =
      others.length === 0 ? new Map<string, CommandClaim>() : await this.findAll(others);
    return claims.map(({ commandId }) => {
      const own = made.get(commandId) ?? standing.get(commandId);
      if (!own) throw new Error(`the claim of command ${commandId} is gone`);
      // A twin in the same call finds what the first one made.
      const fresh = made.delete(commandId);
      if (fresh) standing.set(commandId, own);
      return { ...own, fresh };
    });
  }

  private async findAll(commandIds: readonly string[]): Promise<Map<string, CommandClaim>> {
    return byId(await queryRows<ClaimRow>(this.pool, 'es_find_claim', FIND, [commandIds]));
  }

  override async move(commandId: string, stream: string, number: string): Promise<void> {
    await queryRows(this.pool, 'es_move_claim', MOVE, [commandId, stream, number]);
  }

  override async answered(commandId: string, revision: bigint): Promise<void> {
    await queryRows(this.pool, 'es_answer_claim', ANSWERED, [commandId, String(revision)]);
  }

  override async issueNumber(series: string, commandId: string, attempt: number): Promise<number> {
    const values = [series, commandId, attempt];
    const [row] = await queryRows<[string]>(this.pool, ...this.issueBy, values);
    if (!row) throw new Error(`no number was issued in ${series}`);
    return Number(row[0]);
  }
}

function byId(rows: readonly ClaimRow[]): Map<string, CommandClaim> {
  return new Map(rows.map((row) => [row[0], toClaim(row)]));
}

function toClaim(row: ClaimRow): CommandClaim {
  return {
    commandId: row[0],
    bodyHash: row[1],
    stream: row[2],
    number: row[3],
    answeredRevision: row[4] === null ? null : BigInt(row[4]),
  };
}
