import type { MigrationInterface, QueryRunner } from 'typeorm';

const TABLES = `
create table es.command_log (
  command_id uuid primary key,
  body_hash text not null,
  stream text collate "C" not null,
  number text,
  answered_revision bigint,
  created timestamptz not null default now()
);

create table es.number_series (
  series text collate "C" primary key,
  last int not null
);

create table es.issued_number (
  command_id uuid not null,
  attempt int not null,
  series text collate "C" not null,
  counter int not null,
  primary key (command_id, attempt, series),
  unique (series, counter)
);
`;

/** The next counter of a series; the same one again for the same command id and attempt. */
const ISSUE_NUMBER = `
create function es.issue_number(p_series text, p_command_id uuid, p_attempt int) returns int
language plpgsql as $$
declare
  v_counter int;
begin
  select n.counter into v_counter from es.issued_number n
    where n.command_id = p_command_id and n.attempt = p_attempt and n.series = p_series;
  if found then
    return v_counter;
  end if;
  insert into es.number_series as s (series, last) values (p_series, 1)
    on conflict (series) do update set last = s.last + 1 returning s.last into v_counter;
  insert into es.issued_number (command_id, attempt, series, counter)
    values (p_command_id, p_attempt, p_series, v_counter)
    on conflict (command_id, attempt, series) do nothing;
  if found then
    return v_counter;
  end if;
  -- The same command came twice at once: the counter taken here stays a gap.
  select n.counter into strict v_counter from es.issued_number n
    where n.command_id = p_command_id and n.attempt = p_attempt and n.series = p_series;
  return v_counter;
end $$;
`;

/** Where a retry has to look, and the numbers the ledger issues. */
export class CreateCommandLog1764000000002 implements MigrationInterface {
  readonly name = 'CreateCommandLog1764000000002';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(TABLES);
    await runner.query(ISSUE_NUMBER);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop function es.issue_number');
    await runner.query('drop table es.issued_number, es.number_series, es.command_log');
  }
}
