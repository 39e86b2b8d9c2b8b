import { listLiving, listNamed, listSearched } from '#lib/store/resources.ts';
import type { RunContext } from '../context.ts';
import { begunBy } from '../told-time.ts';
import { describeAndSave, firstJobsMs, itemOf, type Looked, listOverlapMs, lookAtJobs } from './look.ts';
import type { LookLog } from './look-log.ts';
import { saveSeen } from './save.ts';
import { type SearchFound, searchPages, seenInSearch } from './search-pages.ts';
import { isTerminal } from './seen.ts';
import type { Source } from './sources.ts';

/** Stores what nobody has told yet; what Describe told is not replaced by less. */
async function saveFound(run: RunContext, source: Source, found: readonly SearchFound[]): Promise<void> {
  const { kind } = source;
  const named = await listNamed(run.db, run.place, { kind, names: found.map(({ name }) => name) });
  const known = new Map(named.map((row) => [row.name, row]));
  const fresh = found.filter(({ name }) => {
    const row = known.get(name);
    return !row || (row.readBy === 'Search' && !isTerminal(row.status));
  });
  run.count('unchanged', found.length - fresh.length);
  await saveSeen(
    run,
    fresh.map((one) => seenInSearch(source, one, { known: known.get(one.name), run })),
  );
}

/**
 * Looks at jobs of a kind that Search tells whole: a page of a hundred records with their tags is a call, and is stored as it comes,
 * newest first. What runs or ended lately is then described, because some fields Describe alone answers. Where Search is denied, the
 * run says so and the jobs are listed and described.
 */
export async function lookBySearch(run: RunContext, source: Source, log: LookLog): Promise<Looked> {
  const { db, place, clock } = run;
  const startedAt = clock.now();
  const mark = `${source.kind} `;
  const from = (log.watermark(mark) ?? startedAt - firstJobsMs) - listOverlapMs;
  let isComplete = true;
  for await (const page of searchPages(run, source, { by: 'LastModifiedTime', from })) {
    if (!page.ok) {
      run.fail(page.failure, { subject: source.kind });
      if (page.failure.word === 'denied') return lookAtJobs(run, source, log);
      isComplete = false;
      break;
    }
    run.count('read', page.value.found.length);
    await saveFound(run, source, page.value.found);
  }
  if (isComplete) log.setWatermark(mark, begunBy(clock, startedAt));
  const { kind } = source;
  const running = (await listLiving(db, place, kind)).filter((row) => !isTerminal(row.status));
  const lately = await listSearched(db, place, { kind, endedSince: new Date(startedAt - firstJobsMs) });
  const known = new Map([...running, ...lately].map((row) => [row.name, row]));
  const items = [...known.values()].map((row) => itemOf(source, row));
  const areDescribed = await describeAndSave(run, source, { items, holder: null, known, log: null });
  return { isComplete: isComplete && areDescribed };
}
