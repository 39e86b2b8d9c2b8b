-- When the tags were last read (null: never), and by which call the description was.
alter table resource add column tags_at timestamptz(3);
alter table resource add column read_by text not null default 'Describe';
-- So far the collectors kept this in a cursor; whoever has tags has been asked.
update resource set tags_at = last_seen_at where tags <> '{}'::jsonb;

-- What lives, and what ended or was deleted since: the collectors ask for it at every pass, beside any number of ended jobs.
-- Its time stands first: led by the key, it is as good as the primary key to a planner that has no statistics yet, and reads every job of a place.
create index resource_living on resource ((coalesce(least(ended_at, deleted_at), 'infinity'::timestamptz)), account, region, kind);
-- Jobs that Search told of and Describe did not.
create index resource_searched on resource (account, region, kind, (coalesce(ended_at, 'infinity'::timestamptz))) where read_by = 'Search';
create index resource_untagged on resource (account, region, kind) where tags_at is null and deleted_at is null;
-- Children of a resource; and those that have a team of their holder to get.
create index resource_parent on resource (account, region, parent) where parent is not null;
-- Jobs that ran in a window: those that ended since it began, and those that have not.
create index resource_kind_ended_at_idx on resource (kind, ended_at);
-- What a team has, counted without touching a description.
create index resource_present on resource (team, kind) where deleted_at is null;
-- Names that hold a text are found in the index alone.
drop index resource_name_idx;
create index resource_name_team_kind_account_region_idx on resource (name, team, kind, account, region);
