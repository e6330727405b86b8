import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Gives the ledger its id when it has none yet. A function, so that no right to insert is needed. */
const CREATE_LEDGER = `
create function es.create_ledger(p_name text) returns void
language sql security definer set search_path = pg_catalog, pg_temp as $$
  insert into es.ledger (ledger_id, name)
    values (substr(replace(gen_random_uuid()::text, '-', ''), 1, 8), p_name) on conflict do nothing
$$;
`;

/** They write where the role that calls them may not. */
const AS_OWNER = `
alter function es.ensure_partitions() security definer;
alter function es.ensure_partitions() set search_path = pg_catalog, pg_temp;
revoke execute on all functions in schema es from public;
`;

/**
 * `es.grant_registry(role)`: lets the registry run under a role that owns nothing of the ledger. It
 * appends through functions only; it cannot insert, change or remove events, streams or the ledger's
 * id, nor drop the triggers that refuse it. What is derived and remade at any time (read models, the
 * queue) becomes its own; in the other schemas it reads and writes rows, and makes no tables.
 *
 * To be called by the owner, who has to be a member of the role, after each `npm run migrate`.
 */
const GRANT_REGISTRY = `
create function es.grant_registry(p_role name) returns void language plpgsql as $$
declare
  v_schema name;
  v_row record;
begin
  execute format('grant connect, create on database %I to %I', current_database(), p_role);

  execute format('grant usage on schema es to %I', p_role);
  execute format('grant select on all tables in schema es to %I', p_role);
  execute format('grant select on sequence es.event_position to %I', p_role);
  execute format('grant insert, update on es.command_log, es.number_series, es.issued_number to %I', p_role);
  execute format('grant execute on function es.append, es.append_one, es.look, es.ensure_partitions, '
    'es.create_ledger, es.issue_number to %I', p_role);

  for v_schema in
    select n.nspname from pg_namespace n
    where n.nspname !~ '^(pg_|information_schema$|es$)'
  loop
    if v_schema ~ '^(rm|bullmq|.*_g[0-9]+)$' then
      execute format('alter schema %I owner to %I', v_schema, p_role);
      for v_row in
        select c.relname, case c.relkind when 'v' then 'view' when 'S' then 'sequence' else 'table' end as kind
        from pg_class c
        where c.relnamespace = v_schema::regnamespace and c.relkind in ('r', 'p', 'v')
          or c.relnamespace = v_schema::regnamespace and c.relkind = 'S' and not exists (
            select from pg_depend d where d.objid = c.oid and d.deptype in ('a', 'i'))
      loop
        execute format('alter %s %I.%I owner to %I', v_row.kind, v_schema, v_row.relname, p_role);
      end loop;
      for v_row in
        select p.oid::regprocedure as signature from pg_proc p where p.pronamespace = v_schema::regnamespace
      loop
        execute format('alter routine %s owner to %I', v_row.signature, p_role);
      end loop;
    else
      execute format('grant usage on schema %I to %I', v_schema, p_role);
      execute format('grant select, insert, update, delete on all tables in schema %I to %I', v_schema, p_role);
      execute format('grant usage, select on all sequences in schema %I to %I', v_schema, p_role);
    end if;
  end loop;
end $$;
revoke execute on function es.grant_registry from public;
`;

/** A role for the registry that owns nothing of the ledger. */
export class Grants1764000000006 implements MigrationInterface {
  readonly name = 'Grants1764000000006';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(CREATE_LEDGER);
    await runner.query(AS_OWNER);
    await runner.query(GRANT_REGISTRY);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop function es.grant_registry');
    await runner.query('drop function es.create_ledger');
  }
}
