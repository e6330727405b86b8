import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Whom the registry was granted to: `es.append` may be executed by nobody else but its owner. */
const ROLES = `
create table es.granted_role (
  role name primary key,
  granted_at timestamptz not null default clock_timestamp()
);
insert into es.granted_role (role)
  select distinct r.rolname from pg_proc p
  cross join lateral aclexplode(p.proacl) a join pg_roles r on r.oid = a.grantee
  where p.pronamespace = 'es'::regnamespace and p.proname = 'append' and a.grantee <> p.proowner;
`;

/**
 * As before, and: remembers the role, so that a later migration can grant what it adds
 * (`es.grant_again()`); of the seals the role only gets what sealing takes: it adds seals and moves
 * heads on, and removes or rewrites nothing, whatever the triggers say.
 */
const GRANT_REGISTRY = `
create or replace function es.grant_registry(p_role name) returns void language plpgsql as $$
declare
  v_schema name;
  v_row record;
begin
  insert into es.granted_role (role) values (p_role)
    on conflict (role) do update set granted_at = clock_timestamp();
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
    elsif v_schema = 'seal' then
      execute format('grant usage on schema seal to %I', p_role);
      execute format('revoke all on all tables in schema seal from %I', p_role);
      execute format('grant select on all tables in schema seal to %I', p_role);
      execute format('grant insert on seal.head, seal.seal, seal.sealer to %I', p_role);
      execute format('grant update (position, digest, algorithm) on seal.head to %I', p_role);
      execute format('grant update (host, error) on seal.sealer to %I', p_role);
    else
      execute format('grant usage on schema %I to %I', v_schema, p_role);
      execute format('grant select, insert, update, delete on all tables in schema %I to %I', v_schema, p_role);
      execute format('grant usage, select on all sequences in schema %I to %I', v_schema, p_role);
    end if;
  end loop;
end $$;
`;

/** Called after migrations that ran: what they added, every role that was granted before gets too. */
const GRANT_AGAIN = `
create function es.grant_again() returns setof name language plpgsql as $$
declare
  v_role name;
begin
  delete from es.granted_role g where not exists (select from pg_roles r where r.rolname = g.role);
  for v_role in select g.role from es.granted_role g order by g.role
  loop
    perform es.grant_registry(v_role);
    return next v_role;
  end loop;
end $$;
revoke execute on function es.grant_again from public;
`;

/** Nobody has to remember to grant again, and seals are as safe from the registry as events. */
export class GrantAgain1764000000007 implements MigrationInterface {
  readonly name = 'GrantAgain1764000000007';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(ROLES);
    await runner.query(GRANT_REGISTRY);
    await runner.query(GRANT_AGAIN);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop function es.grant_again');
    await runner.query('drop table es.granted_role');
  }
}
