import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Pool } from 'pg';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';
import type { AppendRequest } from '#libs/event-store/port.js';

const COPY_IN = `copy raw_event (stream_id, revision, id, stream, type, data, metadata) from stdin`;

/** Lines of PostgreSQL's text format, ready to send. */
export function renderRows(requests: readonly AppendRequest[], firstStream: number): Buffer {
  const lines = requests.flatMap(({ stream, events }, index) =>
    events.map(({ id, type, data, metadata }, revision) => {
      const json = [JSON.stringify(data), JSON.stringify(metadata)].map(escaped);
      return [firstStream + index, revision, id, stream, type, ...json].join('\t');
    }),
  );
  return Buffer.from(`${lines.join('\n')}\n`);
}

/** The fastest way into the table there is: one COPY of text that was made before. */
export async function copyIn(pool: Pool, rows: Buffer): Promise<void> {
  const client = await pool.connect();
  try {
    await pipeline(Readable.from(chunksOf(rows)), client.query(copyFrom(COPY_IN)));
  } finally {
    client.release();
  }
}

/** Reads what a statement gives as COPY text; calls back for every row with its raw columns. */
export async function copyOut(
  pool: Pool,
  statement: string,
  onRow: (columns: string[]) => void,
): Promise<void> {
  const client = await pool.connect();
  try {
    let rest = '';
    const rows = client.query(copyTo(`copy (${statement}) to stdout`));
    rows.setEncoding('utf8');
    for await (const chunk of rows as AsyncIterable<string>) {
      const lines = (rest + chunk).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) onRow(line.split('\t'));
    }
  } finally {
    client.release();
  }
}

/** A column as it was before COPY wrote it as text. */
export function unescaped(text: string): string {
  return text.includes('\\') ? text.replaceAll('\\\\', '\\') : text;
}

function escaped(text: string): string {
  return text.replaceAll('\\', '\\\\');
}

function* chunksOf(buffer: Buffer, size = 65_536): Generator<Buffer> {
  for (let at = 0; at < buffer.length; at += size) yield buffer.subarray(at, at + size);
}
