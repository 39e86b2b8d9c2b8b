import { type AuditFilter, type AuditValues, askedOf, noFilter, nothing } from '#lib/audit/filter.ts';
import { countWords } from '#lib/audit/search/scan.ts';
import type { TeamScope } from '#lib/auth/scope.ts';
import { clausesOf } from './audit-clauses.ts';
import { auditIndex, breather } from './audit-index.ts';
import { withPseudonyms } from './pseudonyms.ts';

const named = ['key', 'sourceIdentity', 'identityUser'] as const;

/** Who in the events that the scope sees, whenever, signed with these credentials. */
async function holdersOf(scope: TeamScope, values: AuditValues): Promise<string[]> {
  const index = auditIndex();
  const chunks = await index.chunks();
  const { fields, rest } = await clausesOf(scope, index, { team: 'all', filter: { ...noFilter, values } });
  const { who } = index.words.actor;
  const clauses = [...rest, ...Object.values(fields).flat()];
  const search = { from: 0, to: 8e12, clauses };
  const { actor } = await countWords(chunks, search, { sizes: { actor: who.size }, breathe: breather() });
  return actor ? [...who.counts(actor).keys()] : [];
}

/** Those who hold the credentials that a filter names, by the names under which they are shown. */
export async function listHolders(scope: TeamScope, filter: AuditFilter): Promise<string[]> {
  const names: string[] = [];
  for (const field of named) {
    const values = askedOf(filter, field).filter((value) => value !== nothing);
    if (values.length > 0) names.push(...(await holdersOf(scope, { [field]: values })));
  }
  return withPseudonyms(scope, [...new Set(names)]);
}
