import { pages } from '#lib/aws/pages.ts';
import { textAt, timeAt } from '#lib/catalog/answer.ts';
import { kindRow } from '#lib/catalog/resource-kinds.ts';
import { type KnownResource, listKnown, markDeleted, type SeenResource, touchResources } from '#lib/store/resources.ts';
import { dayMs, minuteMs } from '#lib/time.ts';
import type { RunContext } from '../context.ts';
import { eachAtOnce } from '../each.ts';
import type { LookLog } from './look-log.ts';
import { saveSeen } from './save.ts';
import { isTerminal, nameOf, seenFrom } from './seen.ts';
import type { Loose, Source } from './sources.ts';

const describedAtOnce = 6;
const savedAtOnce = 20;
/** What a list shows as unchanged is looked at again after this: not every change moves LastModifiedTime. */
const lookAgainMs = 30 * minuteMs;
/** Jobs that ended longer ago are not asked for on the first look. */
const firstJobsMs = 7 * dayMs;
const listOverlapMs = 10 * minuteMs;

type Holder = string | null;
export type Looked = { isComplete: boolean };

/** All items of a list; a page that fails is on the run, and the list counts as incomplete. */
async function listItems(
  run: RunContext,
  source: Source,
  input: Loose,
  holder: Holder,
): Promise<{ items: Loose[]; isComplete: boolean }> {
  const items: Loose[] = [];
  for await (const page of pages(run.aws, source.list, { MaxResults: 100, ...input })) {
    if (!page.ok) {
      run.fail(page.failure, { subject: holder ?? source.kind });
      return { items, isComplete: false };
    }
    items.push(...((page.value[source.items] as Loose[] | undefined) ?? []));
  }
  run.count('read', items.length);
  return { items, isComplete: true };
}

/** Describes items and stores them as they come. @returns whether every one of them could be described */
async function describeAndSave(run: RunContext, source: Source, todo: Todo): Promise<boolean> {
  const { items, holder, known, log } = todo;
  let isComplete = true;
  let waiting: SeenResource[] = [];
  const flush = async (): Promise<void> => {
    const batch = waiting;
    waiting = [];
    await saveSeen(run, batch);
    for (const { name } of batch) log.noteLook(name);
  };
  const one = async (item: Loose): Promise<void> => {
    const name = nameOf(source, item);
    const input = Object.fromEntries(Object.entries(source.ask).map(([parameter, path]) => [parameter, textAt(item, path)]));
    const answer = await run.aws.send(source.describe, {
      ...input,
      ...(source.within ? { [source.within.parameter]: holder } : {}),
    });
    if (!answer.ok) {
      if (answer.failure.isGone) return;
      isComplete = false;
      return run.fail(answer.failure, { subject: name });
    }
    run.count('described');
    const tagsKnown = log.hasTags(name);
    waiting.push(
      seenFrom({ source, item, answer: answer.value, holder }, known.get(name), { teams: run.config.teams, tagsKnown }),
    );
    if (waiting.length >= savedAtOnce) await flush();
  };
  // Figures that are sampled cannot wait for the next pass.
  const taken = await eachAtOnce(items, describedAtOnce, one, source.look === 'each' ? run.signal : run.patience);
  await flush();
  if (taken < items.length) run.count('left', items.length - taken);
  return isComplete && taken === items.length;
}

type Todo = { items: readonly Loose[]; holder: Holder; known: ReadonlyMap<string, KnownResource>; log: LookLog };

function isChanged(source: Source, item: Loose, known: KnownResource): boolean {
  const { statusField } = kindRow(source.kind);
  const status = statusField ? textAt(item, statusField) : undefined;
  if (status !== undefined && status !== known.status) return true;
  const changedAt = source.changedAt ? timeAt(item, source.changedAt) : undefined;
  return changedAt !== undefined && changedAt !== timeAt(known.description, source.changedAt ?? '');
}

const mapByName = (rows: readonly KnownResource[], holder: Holder, source: Source): Map<string, KnownResource> => {
  const parent = source.within && holder ? `${source.within.kind}/${holder}` : null;
  return new Map(rows.filter((row) => parent === null || row.parent === parent).map((row) => [row.name, row]));
};

/** Looks at a lasting kind: lists all of it, describes what is new or changed, and marks as deleted what a complete list lacks. */
export async function lookAtLasting(run: RunContext, source: Source, log: LookLog, holder: Holder = null): Promise<Looked> {
  const { db, place, clock } = run;
  const input = source.within ? { [source.within.parameter]: holder } : {};
  const { items, isComplete } = await listItems(run, source, input, holder);
  const known = mapByName(
    await listKnown(db, place, { kinds: [source.kind], endedSince: new Date(clock.now()) }),
    holder,
    source,
  );
  const isDue = (item: Loose): boolean => {
    const row = known.get(nameOf(source, item));
    if (!row || source.look === 'each') return true;
    return source.look === 'changed' && (isChanged(source, item, row) || log.sinceLook(row.name) > lookAgainMs);
  };
  const due = items.filter(isDue);
  const names = items.map((item) => nameOf(source, item));
  const areDescribed = await describeAndSave(run, source, { items: due, holder, known, log });
  await touchResources(db.pool, place, { kind: source.kind, names, at: new Date(clock.now()) });
  if (isComplete) {
    const parent = source.within && holder ? { parent: `${source.within.kind}/${holder}` } : {};
    run.count(
      'deleted',
      await markDeleted(db.pool, place, { kind: source.kind, present: names, ...parent, at: new Date(clock.now()) }),
    );
  }
  run.count('unchanged', items.length - due.length);
  return { isComplete: isComplete && areDescribed };
}

/** Looks at jobs: what changed since the last look, and what was still running. Those that ended are never described twice. */
export async function lookAtJobs(run: RunContext, source: Source, log: LookLog, holder: Holder = null): Promise<Looked> {
  const { db, place, clock } = run;
  const startedAt = clock.now();
  const mark = `${source.kind} ${holder ?? ''}`;
  const after = new Date((log.watermark(mark) ?? startedAt - firstJobsMs) - listOverlapMs);
  const input = {
    [source.since ?? 'LastModifiedTimeAfter']: after,
    ...(source.within ? { [source.within.parameter]: holder } : {}),
  };
  const { items, isComplete } = await listItems(run, source, input, holder);
  const ended = new Date(startedAt - firstJobsMs - dayMs);
  const known = mapByName(await listKnown(db, place, { kinds: [source.kind], endedSince: ended }), holder, source);
  const listed = new Map(items.map((item) => [nameOf(source, item), item]));
  const fresh = items.filter((item) => !isTerminal(known.get(nameOf(source, item))?.status ?? null));
  const running = [...known.values()].filter((row) => row.deletedAt === null && !isTerminal(row.status) && !listed.has(row.name));
  // What was running is asked for again by the name it was listed under; an ARN for what is named by one.
  const again = running.map((row): Loose => ({ [source.name]: source.name.endsWith('Arn') ? row.arn : row.name }));
  const areDescribed = await describeAndSave(run, source, { items: [...fresh, ...again], holder, known, log });
  run.count('unchanged', items.length - fresh.length);
  if (isComplete && areDescribed) log.setWatermark(mark, startedAt);
  return { isComplete: isComplete && areDescribed };
}
