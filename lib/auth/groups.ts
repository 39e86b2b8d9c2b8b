import type { RoleId } from '../catalog/roles.ts';
import type { OidcConfig } from '../config-sign-in.ts';

/** A team of a person, and the group that says so. */
type GroupTeam = { team: string; group: string };
export type GroupGrant = { role: RoleId; teams: GroupTeam[] };

/** The strongest first. */
const strength: readonly RoleId[] = ['administrator', 'operator', 'auditor', 'member'];

/** What the groups of a person give: the strongest role, and every team; null for who is in none that is mapped. */
export function grantOf(rules: OidcConfig['groups'], groups: readonly string[]): GroupGrant | null {
  const matching = rules.filter(({ group }) => groups.includes(group));
  const role = strength.find((one) => matching.some((rule) => rule.role === one));
  if (!role) return null;
  const teams = matching.flatMap(({ group, teams: named }) => named.map((team) => ({ team, group })));
  return { role, teams: [...new Map(teams.map((row) => [row.team, row])).values()] };
}
