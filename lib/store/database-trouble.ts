/** Why the database cannot be used now, and what ends that; for the log. */
export type DatabaseTrouble = { cause: string; mend: string };

type Row = DatabaseTrouble & { code?: RegExp; message?: RegExp };

/**
 * By SQLSTATE (https://www.postgresql.org/docs/current/errcodes-appendix.html), Node's code of a network error, or the words of `pg`.
 * Errors that waiting does not mend (a constraint, a missing column) are none of these.
 */
const rows: readonly Row[] = [
  {
    code: /^(53100|ENOSPC)$/,
    message: /no space left on device/i,
    cause: "the database's disk is full",
    mend: 'free or add space where PostgreSQL keeps its data',
  },
  {
    code: /^53300$/,
    cause: 'the database has no free connection',
    mend: 'raise max_connections, or lower DATABASE_POOL_SIZE',
  },
  { code: /^53/, cause: 'the database is out of memory or another resource', mend: "see PostgreSQL's log" },
  { code: /^(28|3D000)/, cause: 'the database refuses this process', mend: 'check user, password and name in DATABASE_URL' },
  { code: /^(25006|57P04)$/, cause: 'the database takes no writes', mend: 'point DATABASE_URL to the primary server' },
  { code: /^58/, cause: 'the database cannot read or write its files', mend: "see PostgreSQL's log and the state of its disk" },
  { code: /^(40001|40P01|55P03|57014)$/, cause: 'the database is too busy', mend: 'see pg_stat_activity for what it waits for' },
  {
    code: /^(08...|57...|P1001|P1002|P1008|P1017|P2024|E(CONN[A-Z]+|PIPE|TIMEDOUT|HOSTUNREACH|NETUNREACH|HOSTDOWN|NOTFOUND|AI_AGAIN))$/,
    message: /connection terminated|timeout exceeded when trying to connect|connection ended|not queryable|query read timeout/i,
    cause: 'the database cannot be reached',
    mend: 'start PostgreSQL, or check DATABASE_URL and the network',
  },
];

/** @returns null for any other error, which is the program's own */
export function databaseTrouble(error: unknown): DatabaseTrouble | null {
  const { code, message } = (error ?? {}) as { code?: unknown; message?: unknown };
  const found = rows.find(
    (row) => (typeof code === 'string' && row.code?.test(code)) || (typeof message === 'string' && row.message?.test(message)),
  );
  return found ? { cause: found.cause, mend: found.mend } : null;
}
