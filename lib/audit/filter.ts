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
  error: { label: 'Error' },
  agent: { label: 'User agent' },
  vpce: { label: 'VPC endpoint' },
  tls: { label: 'TLS version' },
  key: { label: 'Access key' },
  sourceIdentity: { label: 'Source identity' },
  identityUser: { label: 'Identity Center user' },
  mfa: { label: 'MFA' },
} as const satisfies Record<string, { label: string }>;

export type AuditField = keyof typeof auditFields;
export const auditFieldNames = Object.keys(auditFields) as AuditField[];

/** What a session of credentials says. There may be millions: their values are not listed with counts. */
export const sessionFields = ['key', 'sourceIdentity', 'identityUser', 'mfa'] as const satisfies readonly AuditField[];
export type SessionField = (typeof sessionFields)[number];
export type ListedField = Exclude<AuditField, SessionField>;

export const isSessionField = (field: AuditField): field is SessionField => sessionFields.some((one) => one === field);
export const listedFieldNames = auditFieldNames.filter((field): field is ListedField => !isSessionField(field));

/** Fields whose every value is one person, or what one person signs with. */
export const personFields = ['who', 'key', 'sourceIdentity', 'identityUser'] as const satisfies readonly AuditField[];

export const mfaValues = ['yes', 'no', 'not said'] as const;

/** A value that stands for "the record says nothing here". */
export const nothing = '(none)';

/** The parameter of what a field must not be. */
export const excludedName = <Field extends AuditField>(field: Field): `not.${Field}` => `not.${field}`;

/** Every parameter of a filter. */
export const auditParameters = [...auditFieldNames, ...auditFieldNames.map(excludedName), 'on', 'q'] as const;

export type AuditValues = Readonly<Partial<Record<AuditField, readonly string[]>>>;

export type AuditFilter = {
  /** Of each field, what an event must say one of. */
  values: AuditValues;
  /** Of each field, what an event must say none of. */
  excluded: AuditValues;
  /** Text that a target's name must hold; each adds to what is found. */
  on: readonly string[];
  /** Text that the sentence of an event must hold: who, action, target, error. */
  text: readonly string[];
};

export const noFilter: AuditFilter = { values: {}, excluded: {}, on: [], text: [] };

/** UTF-16 units, as the words of events are cut. */
const longest = 256;
const longestOf: Partial<Record<AuditField, number>> = { agent: 1024 };

const valuesOf = (search: Search, name: string, most = longest): string[] => {
  const raw = search[name];
  const list = typeof raw === 'string' ? [raw] : (raw ?? []);
  return [
    ...new Set(list.map((text) => text.trim().slice(0, most)).filter((text) => text !== '' && !text.includes('\u0000'))),
  ].slice(0, 50);
};

const fieldsOf = (search: Search, nameOf: (field: AuditField) => string): AuditValues =>
  Object.fromEntries(
    auditFieldNames
      .map((field) => [field, valuesOf(search, nameOf(field), longestOf[field])] as const)
      .filter(([, values]) => values.length > 0),
  );

/** The filter that a URL asks for; what it does not know it leaves alone. */
export const parseAuditFilter = (search: Search): AuditFilter => ({
  values: fieldsOf(search, (field) => field),
  excluded: fieldsOf(search, excludedName),
  on: valuesOf(search, 'on'),
  text: valuesOf(search, 'q'),
});

/** The parameters that ask for a filter, each with its values; those without any are left out. */
export const filterParameters = ({ values, excluded, on, text }: AuditFilter): [name: string, values: readonly string[]][] =>
  [
    ...auditFieldNames.map((field): [string, readonly string[]] => [field, values[field] ?? []]),
    ...auditFieldNames.map((field): [string, readonly string[]] => [excludedName(field), excluded[field] ?? []]),
    ...([
      ['on', on],
      ['q', text],
    ] as [string, readonly string[]][]),
  ].filter(([, list]) => list.length > 0);

/** What a filter says of a field either way. */
export const askedOf = ({ values, excluded }: AuditFilter, field: AuditField): string[] => [
  ...(values[field] ?? []),
  ...(excluded[field] ?? []),
];

export const isFiltered = (filter: AuditFilter): boolean => filterParameters(filter).length > 0;
