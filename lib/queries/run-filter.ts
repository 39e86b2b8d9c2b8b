/** What `searchParams` holds, or a URL's query as lists. */
type Search = Readonly<Record<string, string | readonly string[] | undefined>>;

/** Each filter of the runs: its parameter, its words, and the column of `run r` that it compares. */
export const runFields = {
  status: { label: 'Result', column: 'r.status' },
  collector: { label: 'Collector', column: 'r.collector' },
  account: { label: 'Account', column: 'r.account' },
  region: { label: 'Region', column: 'r.region' },
  purpose: { label: 'Purpose', column: 'r.purpose' },
} as const satisfies Record<string, { label: string; column: string }>;

export type RunField = keyof typeof runFields;
export const runFieldNames = Object.keys(runFields) as RunField[];
export type RunFilter = Readonly<Partial<Record<RunField, readonly string[]>>>;

const valuesOf = (search: Search, name: string): string[] => {
  const raw = search[name];
  const texts = typeof raw === 'string' ? [raw] : (raw ?? []);
  return [
    ...new Set(texts.map((text) => text.trim().slice(0, 256)).filter((text) => text !== '' && !text.includes('\u0000'))),
  ].slice(0, 50);
};

/** The filter that a URL asks for; what it does not know it leaves alone. */
export const parseRunFilter = (search: Search): RunFilter =>
  Object.fromEntries(
    runFieldNames.map((name) => [name, valuesOf(search, name)] as const).filter(([, values]) => values.length > 0),
  );

export const isRunFiltered = (filter: RunFilter): boolean => Object.keys(filter).length > 0;

export type RunWindow = { from: number; to: number; filter: RunFilter };
export type Where = { sql: string; values: unknown[] };

/** The condition over `run r`: started in [from, to], epoch ms. `without` leaves one filter's own choice out, for its counts. */
export function runWhere({ from, to, filter }: RunWindow, without?: RunField): Where {
  const values: unknown[] = [new Date(from), new Date(to)];
  const parts = ['r.started_at >= $1', 'r.started_at <= $2'];
  for (const name of runFieldNames) {
    const wanted = filter[name];
    if (!wanted || name === without) continue;
    values.push(wanted);
    parts.push(`${runFields[name].column} = any($${values.length}::text[])`);
  }
  return { sql: parts.join(' and '), values };
}
