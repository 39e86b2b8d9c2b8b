import { createHash } from 'node:crypto';
import { Client } from 'pg';
import { TrailwatchError } from '../errors.ts';
import { sharedFunctions, tables, views, webFunctions, workerFunctions } from './rights.ts';

export type LesserRole = {
  name: string;
  /** Set where one is given. */
  password: string | null;
  /** Who logs in and is then this role, in place of the role itself. */
  login?: { name: string; password: string };
};
export type LesserRoles = { web: LesserRole; worker: LesserRole };

type Sql = Pick<Client, 'query' | 'escapeIdentifier' | 'escapeLiteral'>;

const queueSchema = 'pgboss';

/** Makes the role where it is missing. @returns its name as SQL */
async function ensurePlain(sql: Sql, name: string): Promise<string> {
  const role = sql.escapeIdentifier(name);
  const { rows } = await sql.query<{ plain: boolean }>(
    'select not (rolsuper or rolbypassrls or rolcreaterole or rolcreatedb or rolreplication) as plain from pg_roles where rolname = $1',
    [name],
  );
  if (rows[0]?.plain === false) {
    throw new TrailwatchError(
      'invalid',
      `the database role ${name} could pass every wall: it is a superuser, or may bypass policies`,
      {
        mend: `name a plain role, or run: alter role ${name} nosuperuser nobypassrls nocreaterole nocreatedb noreplication`,
      },
    );
  }
  if (rows.length === 0) await sql.query(`create role ${role} login`);
  return role;
}

async function ensureRole(sql: Sql, { name, password, login }: LesserRole): Promise<void> {
  const role = await ensurePlain(sql, name);
  if (password !== null) await sql.query(`alter role ${role} password ${sql.escapeLiteral(password)}`);
  if (!login) return;
  const entrant = await ensurePlain(sql, login.name);
  await sql.query(`grant ${role} to ${entrant}`);
  await sql.query(`alter role ${entrant} set role to ${sql.escapeLiteral(name)}`);
  await sql.query(`alter role ${entrant} password ${sql.escapeLiteral(login.password)}`);
}

const policies = (table: string, web: string, worker: string): string[] => {
  const right = tables[table];
  const rows = right && 'rows' in right.wall ? right.wall.rows : 'true';
  return [
    `alter table ${table} enable row level security`,
    `drop policy if exists wall on ${table}`,
    `create policy wall on ${table} for select to ${web} using (${rows})`,
    `drop policy if exists adds on ${table}`,
    ...(right?.web.includes('insert') ? [`create policy adds on ${table} for insert to ${web} with check (true)`] : []),
    `drop policy if exists collects on ${table}`,
    `create policy collects on ${table} to ${worker} using (true) with check (true)`,
  ];
};

/** The statements that give both roles what lib/migrate/rights says, whatever they had before. */
function statements(web: string, worker: string): string[] {
  const both = `${web}, ${worker}`;
  const grants = Object.entries(tables).flatMap(([table, right]) => [
    ...(right.web ? [`grant ${right.web} on ${table} to ${web}`] : []),
    ...(right.worker ? [`grant ${right.worker} on ${table} to ${worker}`] : []),
    ...('rows' in right.wall ? policies(table, web, worker) : []),
  ]);
  return [
    `revoke all on all tables in schema public from ${both}`,
    `revoke all on all sequences in schema public from ${both}`,
    `grant usage on schema public to ${both}`,
    ...grants,
    ...Object.keys(views).map((view) => `grant select on ${view} to ${both}`),
    `grant usage on all sequences in schema public to ${worker}`,
    ...sharedFunctions.map((one) => `grant execute on function ${one} to ${both}`),
    ...webFunctions.map((one) => `grant execute on function ${one} to ${web}`),
    ...workerFunctions.map((one) => `grant execute on function ${one} to ${worker}`),
  ];
}

/** The queues' schema is the worker's own; what another role made there holds nothing that lasts. */
async function ensureQueueSchema(sql: Sql, web: string, { worker, name }: { worker: string; name: string }): Promise<void> {
  const { rows } = await sql.query<{ owner: string }>(
    'select r.rolname as owner from pg_namespace n join pg_roles r on r.oid = n.nspowner where n.nspname = $1',
    [queueSchema],
  );
  if (rows[0] && rows[0].owner !== name) await sql.query(`drop schema ${queueSchema} cascade`);
  await sql.query(`create schema if not exists ${queueSchema} authorization ${worker}`);
  await sql.query(`grant usage on schema ${queueSchema} to ${web}`);
  // What web may do there the worker says, once it has made the tables: lib/store/queue-rights.
  await sql.query(`alter default privileges for role ${worker} in schema ${queueSchema} revoke all on tables from ${web}`);
}

/** Rights take every table's lock for a moment, under running readers, so they are set only where they differ from what stands. */
async function applyRights(sql: Sql, wanted: readonly string[]): Promise<void> {
  const mark = `rights ${createHash('sha256').update(wanted.join(';')).digest('hex')}`;
  const { rows } = await sql.query<{ mark: string | null }>(
    `select obj_description('scope_teams()'::regprocedure, 'pg_proc') as mark`,
  );
  if (rows[0]?.mark === mark) return;
  for (const statement of wanted) await sql.query(statement);
  await sql.query(`comment on function scope_teams() is ${sql.escapeLiteral(mark)}`);
}

const lacksPower = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === '42501';

/**
 * Makes the roles of web and worker where they are missing, and gives them their rights and walls; again after each migration.
 * @param url the owner's
 * @throws TrailwatchError `denied` when the owner may not make roles; `invalid` when a named role could pass the walls
 */
export async function secure(url: string, roles: LesserRoles): Promise<void> {
  const sql = new Client({ connectionString: url, application_name: 'trailwatch roles' });
  await sql.connect();
  try {
    await sql.query('begin');
    await sql.query('select pg_advisory_xact_lock(7245002)');
    await ensureRole(sql, roles.web);
    await ensureRole(sql, roles.worker);
    const [web, worker] = [sql.escapeIdentifier(roles.web.name), sql.escapeIdentifier(roles.worker.name)];
    await sql.query(`grant ${worker} to current_user`);
    await ensureQueueSchema(sql, web, { worker, name: roles.worker.name });
    await applyRights(sql, statements(web, worker));
    await sql.query('commit');
  } catch (error) {
    if (!lacksPower(error)) throw error;
    throw new TrailwatchError('denied', `the roles of web and worker could not be made: ${(error as Error).message}`, {
      cause: error,
      mend: 'run `npm run trailwatch -- db roles` with a DATABASE_URL that may create roles, then name them in DATABASE_WEB_URL and DATABASE_WORKER_URL',
    });
  } finally {
    await sql.end();
  }
}
