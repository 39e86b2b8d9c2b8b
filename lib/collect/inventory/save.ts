import { seriesKey } from '#lib/metrics/series.ts';
import { saveActivities } from '#lib/store/activities.ts';
import { listOpenDeployments } from '#lib/store/deployments.ts';
import { notify } from '#lib/store/notices.ts';
import { ensureSampleDays } from '#lib/store/partitions.ts';
import { type SeenResource, saveResources } from '#lib/store/resources.ts';
import { saveSamples } from '#lib/store/samples.ts';
import { ensureSeries } from '#lib/store/series.ts';
import { saveTeams } from '#lib/store/teams.ts';
import { transaction } from '#lib/store/transaction.ts';
import { floorTo, minuteMs } from '#lib/time.ts';
import type { RunContext } from '../context.ts';
import { deploymentOf, endedDeployment, transitionsOf } from './happenings.ts';
import { sampledFigures } from './sampled.ts';

/** Stores one look at several resources, all or nothing: the resources, their versions, sampled figures, and what happened to them. */
export async function saveSeen(run: RunContext, seen: readonly SeenResource[]): Promise<void> {
  if (seen.length === 0) return;
  const { db, place, clock } = run;
  const now = new Date(clock.now());
  const minute = floorTo(now.getTime(), minuteMs);
  const figures = seen.flatMap(({ kind, name, description }) => sampledFigures(kind, name, description));
  const activities = [...seen.flatMap(transitionsOf), ...(await deployments(run, seen))];
  await ensureSampleDays(db, [{ seriesId: 0, at: [minute], values: [] }]);
  await transaction(db, async (client) => {
    await saveTeams(
      client,
      seen.map((one) => one.team),
      now,
    );
    const { changed } = await saveResources(client, place, seen, now);
    const { ids } = await ensureSeries(
      client,
      place,
      figures.map((one) => one.series),
    );
    const points = figures.flatMap(({ series, value }) => {
      const id = ids.get(seriesKey(series));
      return id === undefined ? [] : [{ seriesId: id, at: [minute], values: [value] }];
    });
    await saveSamples(client, place.account, points);
    await saveActivities(client, place, activities);
    await notify(client, { ...place, noun: 'resources' });
    run.count('written', changed);
  });
}

async function deployments(run: RunContext, seen: readonly SeenResource[]) {
  const endpoints = new Map(seen.filter((one) => one.kind === 'endpoint').map((one) => [one.name, one]));
  if (endpoints.size === 0) return [];
  const going = [...endpoints.values()].flatMap(deploymentOf);
  const ids = new Set(going.map((one) => one.id));
  const open = (await listOpenDeployments(run.db, run.place)).filter((one) => endpoints.has(one.name) && !ids.has(one.id));
  const ended = open.flatMap((one) => {
    const endpoint = endpoints.get(one.name);
    return endpoint ? [endedDeployment(one, endpoint)] : [];
  });
  return [...going, ...ended];
}
