import type { Config } from '#lib/config.ts';
import type { Principal } from '#lib/store/principals.ts';

export type Attribution = { team: string; teamReason: string };

export const unowned = 'unowned';
const reserved = new Set(['all', unowned]);

/** A tag's value as a team's slug: "Retail Labels" → "retail-labels". */
const slugOf = (text: string): string =>
  text
    .trim()
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 63);

/** Shell patterns: * is any text, ? one character. Case counts, as it does in AWS's names. */
export function matchesPattern(name: string, pattern: string): boolean {
  const source = pattern
    .replaceAll(/[\\^$.+()[\]{}|]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`, 's').test(name);
}

/**
 * Who owns a resource, and why: its tag, then the first rule that matches, else nobody.
 * @param tags null while AWS has not told them
 */
export function decideTeam(
  { kind, name, tags }: { kind: string; name: string; tags: Readonly<Record<string, string>> | null },
  { tag, rules }: Config['teams'],
): Attribution {
  const value = tags?.[tag];
  const slug = value === undefined ? '' : slugOf(value);
  if (slug !== '' && !reserved.has(slug)) return { team: slug, teamReason: `tag ${tag}=${value}` };
  const index = rules.findIndex(
    ({ match }) =>
      (match.role ?? match.user) === undefined &&
      (!match.kind || match.kind === kind) &&
      (!match.name || matchesPattern(name, match.name)),
  );
  const rule = rules[index];
  if (rule) {
    const what = Object.values(rule.match).filter(Boolean).join(' ');
    return { team: rule.team, teamReason: `rule ${index + 1}: ${what}` };
  }
  if (tags === null) return { team: unowned, teamReason: 'tags not read yet, no rule matches' };
  return {
    team: unowned,
    teamReason: value === undefined ? `no tag ${tag}, no rule matches` : `tag ${tag}=${value} names no team`,
  };
}

/** Whose events a principal makes, and why: the first rule that matches its role or user name, else nobody's. */
export function decidePrincipal({ kind, name }: Principal, { rules }: Config['teams']): Attribution {
  const index = rules.findIndex(({ match }) => {
    const pattern = match[kind];
    return pattern !== undefined && matchesPattern(name, pattern);
  });
  const rule = rules[index];
  return rule
    ? { team: rule.team, teamReason: `rule ${index + 1}: ${Object.entries(rule.match).flat().join(' ')}` }
    : { team: unowned, teamReason: 'no rule matches' };
}
