/** What `searchParams` holds, or a URL's query as lists. */
type Search = Readonly<Record<string, string | readonly string[] | undefined>>;

/** Each filter of the events page: its parameter and its words. */
export const auditFields = {
  result: { label: 'Result' },
  who: { label: 'Who' },
  through: { label: 'Through' },
  action: { label: 'Action' },
  service: { label: 'Service' },
  mode: { label: 'Kind' },
  account: { label: 'Account' },
  region: { label: 'Region' },
  ip: { label: 'From' },
} as const satisfies Record<string, { label: string }>;

export type AuditField = keyof typeof auditFields;
export const auditFieldNames = Object.keys(auditFields) as AuditField[];

/** A value that stands for "the record says nothing here" in `through` and `ip`. */
export const nothing = '(none)';

export type AuditFilter = {
  values: Readonly<Partial<Record<AuditField, readonly string[]>>>;
  /** Text that a target's name must hold; each adds to what is found. */
  on: readonly string[];
  /** Text that the sentence of an event must hold: who, action, target, error. */
  text: readonly string[];
};

const valuesOf = (search: Search, name: string): string[] => {
  const raw = search[name];
  const list = typeof raw === 'string' ? [raw] : (raw ?? []);
  return [
    ...new Set(list.map((text) => text.trim().slice(0, 256)).filter((text) => text !== '' && !text.includes('\u0000'))),
  ].slice(0, 50);
};

/** The filter that a URL asks for; what it does not know it leaves alone. */
export function parseAuditFilter(search: Search): AuditFilter {
  const entries = auditFieldNames
    .map((name) => [name, valuesOf(search, name)] as const)
    .filter(([, values]) => values.length > 0);
  return { values: Object.fromEntries(entries), on: valuesOf(search, 'on'), text: valuesOf(search, 'q') };
}

export const isFiltered = (filter: AuditFilter): boolean =>
  Object.keys(filter.values).length > 0 || filter.on.length > 0 || filter.text.length > 0;
