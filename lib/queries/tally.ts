import type { TeamScope } from '#lib/auth/scope.ts';
import { read } from './sql.ts';

type Where = { sql: string; values: unknown[] };
export type Tally = { value: string; count: number };

/** How many rows of `table` match, and the values of each filter with their counts. `where` leaves one filter's own choice out when it is named. */
export async function tally<Field extends string>(
  scope: TeamScope,
  table: string,
  { columns, where }: { columns: Readonly<Record<Field, { column: string }>>; where: (without?: Field) => Where },
): Promise<{ total: number; fields: Record<Field, Tally[]> }> {
  const whole = where();
  const one = async (name: Field): Promise<[Field, Tally[]]> => {
    const { sql, values } = where(name);
    const text = `select ${columns[name].column} as value, count(*)::int as count from ${table} where ${sql} group by 1 order by 2 desc, 1 limit 60`;
    return [name, await read<Tally>(scope, null, text, values)];
  };
  const [[all], ...fields] = await Promise.all([
    read<{ count: number }>(scope, null, `select count(*)::int as count from ${table} where ${whole.sql}`, whole.values),
    ...(Object.keys(columns) as Field[]).map(one),
  ]);
  return { total: all?.count ?? 0, fields: Object.fromEntries(fields) as Record<Field, Tally[]> };
}
