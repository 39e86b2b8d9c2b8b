/**
 * What those who may use the queues' schema without owning it (the web role) may do there: put a job, and take it back. A worker runs
 * what stands in other tables as SQL of its own (`bam.command`, `queue.table_name`), so whoever wrote there would be the worker.
 * Does nothing while pg-boss has made no tables.
 */
export const queueRights = `do $$
declare
  asker text;
begin
  if to_regclass('pgboss.job_common') is null then return; end if;
  for asker in select distinct grantee::regrole::text from pg_namespace, aclexplode(nspacl)
    where nspname = 'pgboss' and privilege_type = 'USAGE' and grantee not in (nspowner, 0) loop
    execute format('revoke all on all tables in schema pgboss from %s', asker);
    execute format('grant select on pgboss.version, pgboss.queue to %s', asker);
    execute format('grant select, insert, update (state, completed_on) on pgboss.job, pgboss.job_common to %s', asker);
  end loop;
end $$`;
