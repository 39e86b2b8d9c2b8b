import { clean, isObject, type Loose, objectAt } from './text.ts';

/** Whom a resource's policy lets in beside its own account. */
export type Sharing = {
  /** Anybody at all, with nothing that limits it. */
  isPublic: boolean;
  /** Other accounts by their number, and principals that cannot be put into one. Without repeats, at most 20. */
  outsiders: string[];
};

/** AWS allows 20 KB at most, for a bucket; what is longer is no policy. */
const maxLength = 64 * 1024;
const maxStatements = 200;
const maxOutsiders = 20;

const decoded = (text: string): string => {
  if (!/^%7B/i.test(text)) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};

/** The policy document of a record: an object (S3), JSON in a string, or JSON made fit for a URL (IAM's answers). Null: none, or not readable. */
export function parsePolicy(value: unknown): Loose | null {
  if (isObject(value)) return value;
  if (typeof value !== 'string' || value === '' || value.length > maxLength) return null;
  try {
    const document: unknown = JSON.parse(decoded(value.trim()));
    return isObject(document) ? document : null;
  } catch {
    return null;
  }
}

const listOf = (value: unknown): unknown[] =>
  Array.isArray(value) ? value : value === undefined || value === null ? [] : [value];
const texts = (value: unknown): string[] => listOf(value).filter((one) => typeof one === 'string');

/** Condition keys that tie a statement to known callers. Their values must not be open themselves. */
const limits = new Set([
  'aws:principalorgid',
  'aws:principalorgpaths',
  'aws:principalaccount',
  'aws:principalarn',
  'aws:sourceaccount',
  'aws:sourceorgid',
  'aws:sourceowner',
  'aws:sourcearn',
  'aws:sourceip',
  'aws:sourcevpc',
  'aws:sourcevpce',
  'aws:userid',
  'kms:calleraccount',
  's3:dataaccesspointaccount',
  'saml:aud',
]);

const isOpenValue = (text: string): boolean =>
  /^[*?]*$/.test(text) || text === '0.0.0.0/0' || text === '::/0' || /^arn:\*/.test(text);

/** `StringEquals`, `ForAnyValue:StringLike`, `ArnLike`, `IpAddress`; not their negations, and none that holds when the key is absent. */
const isNarrowing = (operator: string): boolean =>
  /^(ForAnyValue:)?(String(Equals|EqualsIgnoreCase|Like)|Arn(Equals|Like)|IpAddress)$/i.test(operator);

type Limit = { key: string; values: string[] };

const limitsOf = (statement: Loose): Limit[] =>
  Object.entries(objectAt(statement, 'Condition'))
    .filter(([operator]) => isNarrowing(operator))
    .flatMap(([, by]) => (isObject(by) ? Object.entries(by) : []))
    .map(([key, value]) => ({ key: key.toLowerCase(), values: texts(value) }))
    .filter(({ key, values }) => limits.has(key) && values.length > 0 && !values.some(isOpenValue));

const accountKeys = new Set(['aws:principalaccount', 'aws:sourceaccount', 'aws:sourceowner', 'kms:calleraccount']);

/** The accounts to which conditions narrow everybody; null where they narrow by something else, such as an organization or a network. */
function narrowedTo(found: readonly Limit[]): string[] | null {
  const byAccount = found.filter(({ key }) => accountKeys.has(key));
  return byAccount.length > 0 ? byAccount.flatMap(({ values }) => values) : null;
}

const accountPattern = /^\d{12}$/;

/** The account of a principal: of its ARN or its number; the text itself where it names none, such as the id of one who was deleted. */
const accountOf = (principal: string): string => {
  const account = principal.startsWith('arn:') ? principal.split(':')[4] : principal;
  return account && accountPattern.test(account) ? account : clean(principal, 128);
};

/** Principals that a statement allows, without services and identity providers: those act for the account itself. */
function allowed(statement: Loose): string[] {
  // Everybody but a few.
  if (Object.hasOwn(statement, 'NotPrincipal')) return ['*'];
  const { Principal: principal } = statement;
  if (typeof principal === 'string') return [principal];
  if (!isObject(principal)) return [];
  return [...texts(principal.AWS), ...texts(principal.CanonicalUser)];
}

/**
 * Whom a policy of a resource or role lets in from outside its account.
 * @param own the account that the resource is in
 */
export function sharingOf(policy: Loose, own: string): Sharing {
  const outsiders = new Set<string>();
  let isPublic = false;
  for (const statement of listOf(policy.Statement).slice(0, maxStatements)) {
    if (!isObject(statement) || statement.Effect !== 'Allow') continue;
    const limited = limitsOf(statement);
    for (const principal of allowed(statement)) {
      const isAnybody = principal === '*' || /^arn:[^:]*:[^:]*:[^:]*:\*:/.test(principal);
      if (isAnybody && limited.length === 0) isPublic = true;
      const named = isAnybody ? (narrowedTo(limited) ?? []) : [accountOf(principal)];
      for (const one of named) if (one !== own && outsiders.size < maxOutsiders) outsiders.add(one);
    }
  }
  return { isPublic, outsiders: [...outsiders] };
}
