import { containing } from './sql.ts';

/** What `searchParams` holds, or a URL's query as lists. */
type Search = Readonly<Record<string, string | readonly string[] | undefined>>;

/** Each filter of the journal that has values to choose from: its parameter, its words, and the column of `journal j` that it compares. */
export const journalFields = {
  result: { label: 'Result', column: 'j.result' },
  action: { label: 'Action', column: 'j.action' },
  who: { label: 'Who', column: 'j.actor_name' },
  kind: { label: 'Subject', column: `coalesce(j.subject_kind, 'nothing')` },
} as const satisfies Record<string, { label: string; column: string }>;

export type JournalField = keyof typeof journalFields;
export const journalFieldNames = Object.keys(journalFields) as JournalField[];

export type JournalFilter = {
  values: Readonly<Partial<Record<JournalField, readonly string[]>>>;
  /** Text that the subject's id or name must hold; each adds to what is found. */
  on: readonly string[];
};

const valuesOf = (search: Search, name: string): string[] =>
  [
    ...new Set(
      [search[name] ?? []]
        .flat()
        .map((text) => text.trim().slice(0, 256))
        .filter((text) => text !== '' && !text.includes('\u0000')),
    ),
  ].slice(0, 50);

/** The filter that a URL asks for; what it does not know it leaves alone. */
export function parseJournalFilter(search: Search): JournalFilter {
  const entries = journalFieldNames
    .map((name) => [name, valuesOf(search, name)] as const)
    .filter(([, values]) => values.length > 0);
  return { values: Object.fromEntries(entries), on: valuesOf(search, 'on') };
}

export const isJournalFiltered = ({ values, on }: JournalFilter): boolean => Object.keys(values).length > 0 || on.length > 0;

/** Rows of [from, to], epoch ms. */
export type JournalWindow = { from: number; to: number; filter: JournalFilter };
type Where = { sql: string; values: unknown[] };

/** The condition over `journal j`. `teams` null is all of them; `without` leaves one filter's own choice out, for its counts. */
export function journalWhere(teams: string[] | null, { from, to, filter }: JournalWindow, without?: JournalField): Where {
  const values: unknown[] = [new Date(from), new Date(to)];
  const parts = ['j.at >= $1', 'j.at <= $2'];
  const add = (value: unknown, part: (parameter: string) => string) => {
    values.push(value);
    parts.push(part(`$${values.length}::text[]`));
  };
  if (teams) add(teams, (parameter) => `j.teams && ${parameter}`);
  for (const name of journalFieldNames) {
    const wanted = filter.values[name];
    if (wanted && name !== without) add(wanted, (parameter) => `${journalFields[name].column} = any(${parameter})`);
  }
  if (filter.on.length > 0) {
    add(
      filter.on.map(containing),
      (parameter) => `(j.subject_id ilike any(${parameter}) or j.subject_name ilike any(${parameter}))`,
    );
  }
  return { sql: parts.join(' and '), values };
}
