import { type Connection, type PoolClient, Query, type QueryConfig, type QueryResult, type QueryResultRow } from 'pg';
import type { TeamScope } from '#lib/auth/scope.ts';
import { database } from '#lib/db.ts';

/** What row-level security compares: every team's rows, or those of the teams named. Nothing set is nothing seen. */
export const settingOf = ({ teams }: TeamScope): string => (teams === 'all' ? '*' : teams.join(','));

/**
 * `plan`: a named statement is planned for its values the first five times, and then, where that looks no worse, for any. `once` plans it for any at
 * once: what finds rows by their keys is planned in one way alone, and planning takes ten times what finding does.
 */
export type WalledQuery = QueryConfig & { rowMode?: 'array'; plan?: 'once' };

const scopeStatement = {
  name: 'scope',
  text: `select set_config('transaction_read_only', 'on', true), set_config('trailwatch.teams', $1, true), set_config('plan_cache_mode', $2, true)`,
};

/** Connections on which the scope's statement is prepared. */
const prepared = new WeakSet<PoolClient>();

/** What pg calls on a query as PostgreSQL's messages come in. */
type Steps = {
  prepare(connection: Connection & Extended): void;
  handleDataRow(message: unknown): void;
  handleCommandComplete(message: unknown, connection: Connection): void;
};
type Extended = { bind(of: { statement: string; values: string[] }): void; execute(of: object): void };

/**
 * Sends the scope's statement before the query's own, with no Sync in between: PostgreSQL takes both for one transaction, which ends with
 * them. One trip does what BEGIN, SET LOCAL and COMMIT need three for.
 */
function behindScope(query: Steps, values: string[]): void {
  const { prepare, handleDataRow, handleCommandComplete } = query;
  let isScoped = false;
  query.prepare = (connection) => {
    connection.bind({ statement: scopeStatement.name, values });
    connection.execute({});
    prepare.call(query, connection);
  };
  query.handleDataRow = (message) => {
    if (isScoped) handleDataRow.call(query, message);
  };
  query.handleCommandComplete = (message, connection) => {
    if (isScoped) handleCommandComplete.call(query, message, connection);
    isScoped = true;
  };
}

/**
 * Runs one read in a read-only transaction of its own that carries the scope: the wall under the type's wall. The scope ends with the
 * transaction, so that a pool in between may hand the connection on.
 */
export async function walled<Row extends QueryResultRow>(
  scope: TeamScope,
  { plan, ...asked }: WalledQuery,
): Promise<QueryResult<Row>> {
  const client = await database().pool.connect();
  const values = [settingOf(scope), plan === 'once' ? 'force_generic_plan' : 'auto'];
  try {
    if (!prepared.has(client)) {
      await client.query({ ...scopeStatement, values });
      prepared.add(client);
    }
    return await new Promise<QueryResult<Row>>((resolve, reject) => {
      const extended = { ...asked, queryMode: 'extended' };
      const query = new Query<Row>(extended, (error, result) => (error ? reject(error) : resolve(result)));
      behindScope(query as unknown as Steps, values);
      client.query(query);
    });
  } finally {
    client.release();
  }
}
