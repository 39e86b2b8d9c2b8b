import type { TeamScope } from '#lib/auth/scope.ts';
import { notFound, TrailwatchError } from '#lib/errors.ts';
import { listTeamSizes } from '#lib/queries/team-sizes.ts';

/**
 * For what a caller keeps for a team. @throws TrailwatchError `not_found` for a team that is none, or is not the caller's, and `denied` for all
 * teams by who does not see them
 */
export async function demandTeam({ scope }: { scope: TeamScope }, slug: string): Promise<void> {
  if (slug === 'all') {
    if (scope.teams === 'all') return;
    throw new TrailwatchError('denied', 'What is kept for all teams is of those who see all.', {
      mend: 'Name one of your teams.',
    });
  }
  const teams = await listTeamSizes(scope);
  const isSeen = scope.teams === 'all' || scope.teams.includes(slug);
  if (!isSeen || !teams.some((one) => one.slug === slug)) throw notFound(`Team ${slug}`);
}
