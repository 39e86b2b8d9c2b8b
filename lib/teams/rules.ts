/** What a rule matches: resources by kind, name or both; those who act by the name of their role, or of their user. */
type RuleMatch = {
  kind?: string | undefined;
  name?: string | undefined;
  role?: string | undefined;
  user?: string | undefined;
};
export type TeamRule = { team: string; match: RuleMatch };

/** The part of trailwatch.yaml that says whose is what. */
export type TeamRules = { tag: string; rules: readonly TeamRule[] };

/** What can have an owner. `parent` is "kind/name" of what holds it; tags are null while AWS has not told them. */
export type OwnedResource = {
  kind: string;
  name: string;
  tags: Readonly<Record<string, string>> | null;
};
export type Actor = { kind: 'role' | 'user'; name: string };

export type Attribution = { team: string; teamReason: string };

export const unowned = 'unowned';

const known = new Map<string, RegExp>();

const compiled = (pattern: string): RegExp => {
  const source = pattern
    .replaceAll(/[\\^$.+()[\]{}|]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`, 's');
};

/** Shell patterns: * is any text, ? one character. Case counts, as it does in AWS's names. */
export function matchesPattern(name: string, pattern: string): boolean {
  const held = known.get(pattern) ?? compiled(pattern);
  // Patterns come from the configuration and from a form: the form's do not pile up.
  if (known.size < 1000) known.set(pattern, held);
  return held.test(name);
}

export const ruleMatchesResource = ({ match }: TeamRule, { kind, name }: Pick<OwnedResource, 'kind' | 'name'>): boolean =>
  (match.role ?? match.user) === undefined &&
  (!match.kind || match.kind === kind) &&
  (!match.name || matchesPattern(name, match.name));

export const ruleMatchesActor = ({ match }: TeamRule, { kind, name }: Actor): boolean => {
  const pattern = match[kind];
  return pattern !== undefined && matchesPattern(name, pattern);
};

/** Whether the rule speaks of those who act, and not of resources. */
export const isActorRule = ({ match }: TeamRule): boolean => (match.role ?? match.user) !== undefined;

/** "endpoint vision-*", "role search-*". */
export const ruleWords = ({ match }: TeamRule): string =>
  match.role === undefined && match.user === undefined
    ? Object.values(match).filter(Boolean).join(' ')
    : Object.entries(match).flat().join(' ');
