import type { SubjectField } from '#lib/audit/activity/subject.ts';
import { networkOf } from '#lib/audit/detections/network.ts';
import type { TeamScope } from '#lib/auth/scope.ts';
import { paths } from '#lib/catalog/paths.ts';
import type { Found } from './find.ts';
import { arePeopleHidden } from './pseudonyms.ts';
import { containing, read, teamsOf } from './sql.ts';

const accessKey = /^A[A-Z]{3}[A-Z0-9]{12,124}$/;
const mostPrincipals = 6;

const foundAs = (team: string, field: SubjectField, { value, kind }: { value: string; kind: string }): Found => ({
  label: value,
  kind,
  hint: 'all that it did',
  href: `${paths.section(team, 'activity')}?${new URLSearchParams({ [field]: value })}`,
});

/** What is no resource and can be followed: an access key or an address as it is typed, and roles and users that are seen in the team's events. */
export async function findSubjects(scope: TeamScope, { text, team }: { text: string; team: string }): Promise<Found[]> {
  if (accessKey.test(text)) return [foundAs(team, 'key', { value: text, kind: 'access key' })];
  if (networkOf(text)) return [foundAs(team, 'ip', { value: text, kind: 'address' })];
  // Where people are hidden, a user's name is none to look for.
  const kinds = arePeopleHidden() ? ['role'] : ['role', 'user'];
  const rows = await read<{ kind: 'role' | 'user'; name: string }>(
    scope,
    'find principals',
    `select kind, name from principal p where kind = any($3) and name ilike $2 and ($1::text[] is null or p.team = any($1))
     group by kind, name order by (lower(name) <> lower($4)), name limit ${mostPrincipals}`,
    [teamsOf(scope), containing(text), kinds, text],
  );
  return rows.map(({ kind, name }) => foundAs(team, kind === 'role' ? 'through' : 'who', { value: name, kind }));
}
