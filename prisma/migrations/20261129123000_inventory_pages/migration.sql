-- Pages of the jobs table: each order is one range of an index, whoever sees it. CASE, because PostgreSQL holds that COALESCE may leak:
-- under row-level security no condition on it reaches an index.
create index resource_born on resource ((case when created_at is null then first_seen_at else created_at end), account, region, kind, name);
create index resource_kind_born on resource (kind, (case when created_at is null then first_seen_at else created_at end));
create index resource_team_born on resource (team, (case when created_at is null then first_seen_at else created_at end));
create index resource_status_born on resource
  ((case when status is null then '' else status end), (case when created_at is null then first_seen_at else created_at end));
-- What is not over, in the same order: few, beside any number that are.
create index resource_open on resource ((case when created_at is null then first_seen_at else created_at end), account, region, kind, name)
  where ended_at is null and deleted_at is null;
-- Regions that AWS named as switched on, where trailwatch.yaml says `regions: auto`.
alter table account add column regions text[];
