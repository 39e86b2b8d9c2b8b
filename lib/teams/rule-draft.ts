import { reservedTeams } from '#lib/catalog/paths.ts';
import { isResourceKind } from '#lib/catalog/resource-kinds.ts';
import type { TeamRule } from './rules.ts';

/** A rule that somebody thinks of, and whether it is to stand before all others or after them. */
export type RuleDraft = { rule: TeamRule; isFirst: boolean };
/** As the form holds it. */
export type DraftFields = { match: string; kind: string; name: string; give: string; place: string };

const isSlug = (text: string): boolean => /^[a-z0-9][a-z0-9-]{0,62}$/.test(text) && !reservedTeams.has(text);

/** What a form asks for: a rule, or why it is none; null where nothing was filled in. */
export function parseRuleDraft({ match, kind, name, give, place }: DraftFields): RuleDraft | string | null {
  if (kind === '' && name === '' && give === '') return null;
  if (!isSlug(give)) return 'A team is written in lower-case letters, digits and hyphens, and is not the name of a page.';
  const isFirst = place === 'first';
  if (match === 'role' || match === 'user') {
    if (name === '') return `A rule of a ${match} needs its name, with * for any text.`;
    return { rule: { team: give, match: { [match]: name } }, isFirst };
  }
  if (kind !== '' && !isResourceKind(kind)) return `There is no kind ${kind}.`;
  if (kind === '' && name === '') return 'A rule of resources needs a kind, a name or both.';
  return { rule: { team: give, match: { ...(kind && { kind }), ...(name && { name }) } }, isFirst };
}

/** The line for trailwatch.yaml. Texts are written as JSON, which YAML reads. */
export function ruleYaml({ team, match }: TeamRule): string {
  const parts = Object.entries(match).flatMap(([key, value]) => (value ? [`${key}: ${JSON.stringify(value)}`] : []));
  return `- { team: ${JSON.stringify(team)}, match: { ${parts.join(', ')} } }`;
}
