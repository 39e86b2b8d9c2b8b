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

/**
 * Shell patterns: * is any text, ? one character. Case counts, as it does in AWS's names. Patterns come from a form too: only the last
 * star is ever stretched, so that no pattern costs more than its length times the name's, as a regular expression of stars would.
 */
export function matchesPattern(name: string, pattern: string): boolean {
  let [at, place] = [0, 0];
  let star: { place: number; at: number } | null = null;
  while (at < name.length) {
    const wanted = pattern[place];
    if (wanted === '*') {
      star = { place, at };
      place += 1;
    } else if (wanted === '?' || wanted === name[at]) {
      place += 1;
      at += 1;
    } else if (star) {
      star.at += 1;
      at = star.at;
      place = star.place + 1;
    } else return false;
  }
  return /^\**$/.test(pattern.slice(place));
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
