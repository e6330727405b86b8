import type { Pool } from 'pg';
import { CommandLog, type CommandClaim } from '../command-log.js';
import { queryRows } from './event-rows.js';

type ClaimRow = readonly [
  commandId: string,
  bodyHash: string,
  stream: string,
  number: string | null,
  answeredRevision: string | null,
];

const COLUMNS = 'command_id, body_hash, stream, number, answered_revision';
const FIND = `select ${COLUMNS} from es.command_log where command_id = $1`;
/** As a local setting of the one-statement transaction: its commit does not wait for the disk. */
const NO_WAIT = `set_config('synchronous_commit', 'off', true)`;
const claimStatement = (condition: string) =>
  `insert into es.command_log (command_id, body_hash, stream, number)
  select $1::uuid, $2::text, $3::text, $4::text where ${condition}
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
    const [row] = await queryRows<ClaimRow>(this.pool, 'es_find_claim', FIND, [commandId]);
    return row && toClaim(row);
  }

  override async claim(
    claim: Pick<CommandClaim, 'commandId' | 'bodyHash' | 'stream' | 'number'>,
  ): Promise<CommandClaim> {
    const values = [claim.commandId, claim.bodyHash, claim.stream, claim.number];
    const [own] = await queryRows<ClaimRow>(this.pool, ...this.claimBy, values);
    const first = own ? toClaim(own) : await this.find(claim.commandId);
    if (!first) throw new Error(`the claim of command ${claim.commandId} is gone`);
    return first;
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

function toClaim(row: ClaimRow): CommandClaim {
  return {
    commandId: row[0],
    bodyHash: row[1],
    stream: row[2],
    number: row[3],
    answeredRevision: row[4] === null ? null : BigInt(row[4]),
  };
}
