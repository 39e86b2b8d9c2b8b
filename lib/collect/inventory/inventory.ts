import { sagemaker } from '#lib/aws/sagemaker.ts';
import { getResources } from '#lib/aws/tagging.ts';
import type { ResourceKind } from '#lib/catalog/resource-kinds.ts';
import { findCursor, setCursor } from '#lib/store/cursors.ts';
import { inheritTeams, listLiving } from '#lib/store/resources.ts';
import { minuteMs } from '#lib/time.ts';
import type { Collector, RunContext } from '../context.ts';
import { recordRun } from '../run.ts';
import { lookAtJobs, lookAtLasting } from './look.ts';
import { type LookLog, openLookLog } from './look-log.ts';
import { lookBySearch } from './searched.ts';
import { endpointSources, executionSource, jobSources, lastingSources, nodeSource, type Source } from './sources.ts';
import { readTags } from './tags.ts';

const look = (run: RunContext, source: Source, log: LookLog, holder: string | null = null) => {
  if (source.search) return lookBySearch(run, source, log);
  return source.since ? lookAtJobs(run, source, log, holder) : lookAtLasting(run, source, log, holder);
};

const living = (run: RunContext, kind: ResourceKind) => listLiving(run.db, run.place, kind);

type Parts = { look: boolean; tags: boolean };
const all: Parts = { look: true, tags: true };

/** One kind: look, then tags. What was learnt so far is kept even when the process ends in the middle. */
async function lookAt(run: RunContext, source: Source, parts: Parts): Promise<void> {
  const log = await openLookLog(run, source.kind);
  const holders = source.within ? (await living(run, source.within.kind)).map((one) => one.name) : [null];
  try {
    if (parts.look) for (const holder of holders) await look(run, source, log, holder);
    if (parts.tags && source.hasTags) await readTags(run, source.kind);
  } finally {
    const present = await living(run, source.kind);
    await log.save(new Set(present.map((one) => one.name)));
  }
}

const lookAtAll = (run: RunContext, sources: readonly Source[], parts: Parts = all): Promise<unknown> =>
  Promise.all(sources.map((source) => lookAt(run, source, parts)));

/** Set once endpoints have been looked at: from then on metrics can be planned. */
export const firstLook = { collector: 'inventory', key: 'first-look' } as const;

async function collectInventory(run: RunContext): Promise<void> {
  const { db, place, clock } = run;
  const before = (await findCursor(db, { ...place, ...firstLook })) !== null;
  if (before) {
    await lookAtAll(run, [...endpointSources, ...jobSources, ...lastingSources]);
  } else {
    await lookAtAll(run, endpointSources, { look: true, tags: false });
    await setCursor(db.pool, { ...place, ...firstLook }, { at: clock.now() }, new Date(clock.now()));
    const [endpoints, ...rest] = endpointSources;
    if (endpoints) await lookAt(run, endpoints, { look: false, tags: true });
    await inheritTeams(db.pool, place);
    await Promise.all([lookAtAll(run, [...lastingSources, ...jobSources]), lookAtAll(run, rest, { look: false, tags: true })]);
  }
  await lookAtAll(run, [nodeSource, executionSource]);
  await inheritTeams(db.pool, place);
}

/** What exists: every kind of resource with its versions, tags, team, figures and status transitions. */
export const inventory: Collector = {
  id: 'inventory',
  everyMs: 2 * minuteMs,
  calls: [...Object.values(sagemaker).filter((call) => call.operation !== 'ListLabelingJobsForWorkteam'), getResources],
  collect: async (context) => [await recordRun(context, { collector: 'inventory', purpose: 'live' }, collectInventory)],
};
