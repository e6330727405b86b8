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
const CLAIM = `insert into es.command_log (command_id, body_hash, stream, number)
  values ($1, $2, $3, $4) on conflict (command_id) do nothing returning ${COLUMNS}`;
const MOVE = 'update es.command_log set stream = $2, number = $3 where command_id = $1';
const ANSWERED = `update es.command_log set answered_revision = $2
  where command_id = $1 and answered_revision is null`;

/** The command log in tables beside the events. */
export class PostgresCommandLog extends CommandLog {
  constructor(private readonly pool: Pool) {
    super();
  }

  override async find(commandId: string): Promise<CommandClaim | undefined> {
    const [row] = await queryRows<ClaimRow>(this.pool, 'es_find_claim', FIND, [commandId]);
    return row && toClaim(row);
  }

  override async claim(
    claim: Pick<CommandClaim, 'commandId' | 'bodyHash' | 'stream' | 'number'>,
  ): Promise<CommandClaim> {
    const values = [claim.commandId, claim.bodyHash, claim.stream, claim.number];
    const [own] = await queryRows<ClaimRow>(this.pool, 'es_claim', CLAIM, values);
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
    const text = 'select es.issue_number($1, $2, $3)';
    const values = [series, commandId, attempt];
    const [row] = await queryRows<[string]>(this.pool, 'es_issue_number', text, values);
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
