import type { Client } from 'pg';
import type { BackupEnd, Partition, TableShape } from './format.ts';

type Sql = Pick<Client, 'query'>;

/** What belongs to an extension comes with it. */
const ours = (catalogue: string): string =>
  `not exists (select from pg_depend d where d.classid = '${catalogue}'::regclass and d.objid = c.oid and d.deptype = 'e')`;

const inPublic = `c.relnamespace = 'public'::regnamespace and ${ours('pg_class')}`;

export type Stored = TableShape & { oid: number };

/** Every table of ours that holds rows: what the catalogue says, never a list. Unlogged ones hold nothing that lasts. */
export async function storedTables(sql: Sql): Promise<Stored[]> {
  const { rows } = await sql.query<{ oid: number; name: string; bytes: string; columns: TableShape['columns'] }>(
    `select c.oid, c.relname as name, coalesce(pg_table_size(c.oid), 0) as bytes,
       (select coalesce(json_agg(json_build_object('name', a.attname, 'type', format_type(a.atttypid, a.atttypmod)) order by a.attnum), '[]')
        from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = '') as columns
     from pg_class c where ${inPublic} and c.relkind = 'r' and c.relpersistence = 'p' order by c.relname`,
  );
  return rows.map(({ bytes, ...row }) => ({ ...row, bytes: Number(bytes) }));
}

/** Partitions of every depth, parents first. */
export async function storedPartitions(sql: Sql): Promise<Partition[]> {
  const { rows } = await sql.query<Partition>(
    `with recursive part as (
       select c.oid, 0 as depth from pg_class c where ${inPublic} and c.relkind = 'p' and not c.relispartition
       union all select i.inhrelid, part.depth + 1 from part join pg_inherits i on i.inhparent = part.oid)
     select c.relname as name, p.relname as parent, pg_get_expr(c.relpartbound, c.oid) as bound,
       case when c.relkind = 'p' then pg_get_partkeydef(c.oid) end as "partitionBy", coalesce(c.reloptions, '{}') as options
     from part join pg_class c on c.oid = part.oid join pg_inherits i on i.inhrelid = c.oid join pg_class p on p.oid = i.inhparent
     where c.relpersistence = 'p' order by part.depth, c.relname`,
  );
  return rows;
}

/** Where each sequence stands. */
export async function storedSequences(sql: Sql & Pick<Client, 'escapeIdentifier'>): Promise<BackupEnd['sequences']> {
  const { rows } = await sql.query<{ name: string }>(
    `select c.relname as name from pg_class c where ${inPublic} and c.relkind = 'S' and c.relpersistence = 'p' order by 1`,
  );
  const found: BackupEnd['sequences'] = [];
  for (const { name } of rows) {
    const { rows: state } = await sql.query<Omit<BackupEnd['sequences'][number], 'name'>>(
      `select last_value::text as "lastValue", is_called as "isCalled" from public.${sql.escapeIdentifier(name)}`,
    );
    if (state[0]) found.push({ name, ...state[0] });
  }
  return found;
}

/** The files of tables as they are now, whatever the transaction's snapshot says: another or none means that somebody emptied or dropped one. */
export async function filesOf(sql: Sql, oids: readonly number[]): Promise<string> {
  const { rows } = await sql.query<{ files: string | null }>(
    `select string_agg(coalesce(pg_relation_filenode(oid)::text, 'gone'), ',' order by oid) as files from unnest($1::oid[]) oid`,
    [oids],
  );
  return rows[0]?.files ?? '';
}

/** The names of migrations that stand, in their order. */
export async function standingMigrations(sql: Sql): Promise<string[]> {
  const { rows } = await sql.query<{ name: string }>(
    `select migration_name as name from _prisma_migrations where finished_at is not null and rolled_back_at is null order by 1`,
  );
  return rows.map(({ name }) => name);
}

/** What a database of ours is made of, as statements that drop it; the record of migrations stays. */
export async function dropStatements(sql: Sql): Promise<string[]> {
  const { rows } = await sql.query<{ statement: string }>(
    `select format('drop %s if exists public.%I cascade', case c.relkind when 'v' then 'view' when 'm' then 'materialized view'
         when 'S' then 'sequence' else 'table' end, c.relname) as statement
       from pg_class c where ${inPublic} and c.relkind = any('{r,p,v,m,S}') and not c.relispartition and c.relname <> '_prisma_migrations'
     union all
     select format('drop routine if exists %s cascade', c.oid::regprocedure)
       from pg_proc c where c.pronamespace = 'public'::regnamespace and ${ours('pg_proc')}
     union all
     select format('drop type if exists public.%I cascade', c.typname)
       from pg_type c left join pg_class r on r.oid = c.typrelid
       where c.typnamespace = 'public'::regnamespace and (c.typtype in ('e', 'd') or r.relkind = 'c') and ${ours('pg_type')}`,
  );
  return rows.map(({ statement }) => statement);
}
