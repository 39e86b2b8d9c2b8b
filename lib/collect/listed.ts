import { textAt } from '#lib/catalog/answer.ts';
import type { ResourceKind } from '#lib/catalog/resource-kinds.ts';
import { kindRow } from '#lib/catalog/resource-kinds.ts';
import { notify } from '#lib/store/notices.ts';
import { inheritTeams, listKnown, markDeleted, type SeenResource, saveResources } from '#lib/store/resources.ts';
import { saveTeams } from '#lib/store/teams.ts';
import { transaction } from '#lib/store/transaction.ts';
import { decideTeam } from '#lib/teams/attribution.ts';
import { unowned } from '#lib/teams/rules.ts';
import { configurationOf } from './configuration.ts';
import type { RunContext } from './context.ts';

/** A resource whose list tells all there is. */
export type ListedResource = Pick<SeenResource, 'name' | 'arn' | 'parent' | 'createdAt' | 'changedAt'> & {
  description: Record<string, unknown>;
};

/** Stores a kind that needs no Describe; what a complete list lacks is deleted. Teams come from rules and from what holds it. */
export async function saveListed(
  run: RunContext,
  kind: ResourceKind,
  listed: readonly ListedResource[],
  isComplete: boolean,
): Promise<void> {
  const { db, place, clock, config } = run;
  const at = new Date(clock.now());
  const known = new Map((await listKnown(db, place, { kinds: [kind], endedSince: at })).map((one) => [one.name, one]));
  const { statusField } = kindRow(kind);
  const seen = [...new Map(listed.map((one) => [one.name, one])).values()].map((one): SeenResource => {
    const own = decideTeam({ kind, name: one.name, tags: {} }, config.teams);
    const before = known.get(one.name);
    const kept = own.team === unowned && one.parent !== null && before?.teamReason.startsWith('of ') ? before : null;
    return {
      ...{ ...one, kind, tags: null, endedAt: null },
      ...(kept ? { team: kept.team, teamReason: kept.teamReason } : own),
      ...configurationOf(kind, one.description),
      status: statusField ? (textAt(one.description, statusField) ?? null) : null,
    };
  });
  await transaction(db, async (client) => {
    await saveTeams(
      client,
      seen.map((one) => one.team),
      at,
    );
    const { changed } = await saveResources(client, place, seen, at);
    if (isComplete) run.count('deleted', await markDeleted(client, place, { kind, present: seen.map((one) => one.name), at }));
    await inheritTeams(client, place);
    await notify(client, { ...place, noun: 'resources' });
    run.count('written', changed);
  });
}
