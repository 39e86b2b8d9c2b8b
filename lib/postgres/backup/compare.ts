import { copyOut, type TableReport } from './backup.ts';
import { storedTables } from './catalogue.ts';
import { RowDigest } from './digest.ts';
import { withSession } from './session.ts';

/** Every table of the database as it is now: its rows and their digest. */
export async function digestTables(url: string): Promise<TableReport[]> {
  return withSession(url, 'trailwatch digest', async (client) => {
    await client.query('begin isolation level repeatable read read only');
    const reports: TableReport[] = [];
    for (const table of await storedTables(client)) {
      const digest = new RowDigest();
      for await (const chunk of copyOut(client, table)) digest.add(chunk);
      reports.push({ table: table.name, rows: digest.rows, digest: digest.hex() });
    }
    return reports;
  });
}

/** In words, each table that the two hold differently. */
export function differences(wanted: readonly TableReport[], have: readonly TableReport[]): string[] {
  const found = new Map(have.map((one) => [one.table, one]));
  const words = wanted.flatMap(({ table, rows, digest }) => {
    const other = found.get(table);
    if (!other) return [`${table} is missing`];
    if (other.rows !== rows) return [`${table} holds ${other.rows} rows for ${rows}`];
    return other.digest === digest ? [] : [`${table} holds other rows`];
  });
  const known = new Set(wanted.map(({ table }) => table));
  return [...words, ...have.filter(({ table, rows }) => rows > 0 && !known.has(table)).map(({ table }) => `${table} is new`)];
}
