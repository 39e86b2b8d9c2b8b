/**
 * What those who may use the queues' schema without owning it (the web role) may do there: put a demand, see whether it stands, and take it
 * back. A worker runs what stands in other tables as SQL of its own (`bam.command`, `queue.table_name`), so whoever wrote there would be the
 * worker; it does units for whoever puts one, a failed job's dead letter among them; and the data of a job name what other people look at.
 * Nothing is granted on `pgboss.job`, whose rows are those of its partitions without their policies. Policies take the table's lock, so they
 * are set where they differ from what stands; the owner passes them. Does nothing while pg-boss has made no tables.
 */
const policies = `alter table pgboss.job_common enable row level security;
drop policy if exists sees on pgboss.job_common;
create policy sees on pgboss.job_common for select using (name = 'demand');
drop policy if exists asks on pgboss.job_common;
create policy asks on pgboss.job_common for insert with check (name = 'demand' and state = 'created' and dead_letter is null);
drop policy if exists takes_back on pgboss.job_common;
create policy takes_back on pgboss.job_common for update using (name = 'demand') with check (name = 'demand' and state = 'cancelled');`;

export const queueRights = `do $$
declare
  asker text;
  policies constant text := $policies$${policies}$policies$;
begin
  if to_regclass('pgboss.job_common') is null then return; end if;
  perform pg_advisory_xact_lock(7245003);
  if obj_description('pgboss.job_common'::regclass, 'pg_class') is distinct from 'policies ' || md5(policies) then
    execute policies;
    execute format('comment on table pgboss.job_common is %L', 'policies ' || md5(policies));
  end if;
  for asker in select distinct grantee::regrole::text from pg_namespace, aclexplode(nspacl)
    where nspname = 'pgboss' and privilege_type = 'USAGE' and grantee not in (nspowner, 0) loop
    execute format('revoke all on all tables in schema pgboss from %s', asker);
    execute format('grant select on pgboss.version, pgboss.queue to %s', asker);
    execute format('grant insert, select (id, name, state, start_after), update (state, completed_on) on pgboss.job_common to %s', asker);
  end loop;
end $$`;
