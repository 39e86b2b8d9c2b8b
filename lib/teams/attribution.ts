import {
  type Actor,
  type Attribution,
  type OwnedResource,
  ruleMatchesActor,
  ruleMatchesResource,
  ruleWords,
  type TeamRules,
  unowned,
} from './rules.ts';

const reserved = new Set(['all', unowned]);

/** A tag's value as a team's slug: "Retail Labels" → "retail-labels". */
const slugOf = (text: string): string =>
  text
    .trim()
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 63);

/**
 * Who owns a resource, and why: its tag, then the first rule that matches, else nobody. What a person said by hand beats both, in the
 * database itself.
 */
export function decideTeam({ kind, name, tags }: OwnedResource, { tag, rules }: TeamRules): Attribution {
  const value = tags?.[tag];
  const slug = value === undefined ? '' : slugOf(value);
  if (slug !== '' && !reserved.has(slug)) return { team: slug, teamReason: `tag ${tag}=${value}` };
  const index = rules.findIndex((rule) => ruleMatchesResource(rule, { kind, name }));
  const rule = rules[index];
  if (rule) return { team: rule.team, teamReason: `rule ${index + 1}: ${ruleWords(rule)}` };
  if (tags === null) return { team: unowned, teamReason: 'tags not read yet, no rule matches' };
  return {
    team: unowned,
    teamReason: value === undefined ? `no tag ${tag}, no rule matches` : `tag ${tag}=${value} names no team`,
  };
}

/** Whose events a principal makes, and why: the first rule that matches its role or user name, else nobody's. */
export function decidePrincipal(actor: Actor, { rules }: Pick<TeamRules, 'rules'>): Attribution {
  const index = rules.findIndex((rule) => ruleMatchesActor(rule, actor));
  const rule = rules[index];
  return rule
    ? { team: rule.team, teamReason: `rule ${index + 1}: ${ruleWords(rule)}` }
    : { team: unowned, teamReason: 'no rule matches' };
}
