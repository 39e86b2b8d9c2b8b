import { pages } from '#lib/aws/pages.ts';
import { textAt, timeAt } from '#lib/catalog/answer.ts';
import { kindRow } from '#lib/catalog/resource-kinds.ts';
import {
  type KnownResource,
  listKnown,
  listLiving,
  listNamed,
  markDeleted,
  type SeenResource,
  type Standing,
  touchResources,
} from '#lib/store/resources.ts';
import { dayMs, minuteMs } from '#lib/time.ts';
import { plainAnswer } from '../configuration.ts';
import type { RunContext } from '../context.ts';
import { eachAtOnce } from '../each.ts';
import { begunBy } from '../told-time.ts';
import type { LookLog } from './look-log.ts';
import { saveSeen } from './save.ts';
import { isTerminal, nameOf, seenFrom } from './seen.ts';
import type { Loose, Source } from './sources.ts';

const describedAtOnce = 6;
const savedAtOnce = 20;
/** What a list shows as unchanged is looked at again after this: not every change moves LastModifiedTime. */
const lookAgainMs = 30 * minuteMs;
/** Jobs that ended longer ago are not asked for on the first look. */
export const firstJobsMs = 7 * dayMs;
export const listOverlapMs = 10 * minuteMs;

type Holder = string | null;
export type Looked = { isComplete: boolean };

/** A page's items as plain JSON, so that their times read like those that are stored. */
export const itemsOf = (source: Source, page: Loose): Loose[] => (plainAnswer(page)[source.items] as Loose[] | undefined) ?? [];

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
    items.push(...itemsOf(source, page.value));
  }
  run.count('read', items.length);
  return { items, isComplete: true };
}

/** Describes items and stores them as they come. @returns whether every one of them could be described */
export async function describeAndSave(run: RunContext, source: Source, todo: Todo): Promise<boolean> {
  const { items, holder, known, log } = todo;
  let isComplete = true;
  let waiting: SeenResource[] = [];
  const flush = async (): Promise<void> => {
    const batch = waiting;
    waiting = [];
    await saveSeen(run, batch);
    if (log) for (const { name } of batch) log.noteLook(name);
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
    waiting.push(seenFrom({ source, item, answer: answer.value, holder }, known.get(name), run.config.teams));
    if (waiting.length >= savedAtOnce) await flush();
  };
  // Figures that are sampled cannot wait for the next pass.
  const taken = await eachAtOnce(items, describedAtOnce, one, source.look === 'each' ? run.signal : run.patience);
  await flush();
  if (taken < items.length) run.count('left', items.length - taken);
  return isComplete && taken === items.length;
}

type Todo = {
  items: readonly Loose[];
  holder: Holder;
  known: ReadonlyMap<string, Standing>;
  /** null for jobs: they are not looked at again because time has passed. */
  log: LookLog | null;
};

function isChanged(source: Source, item: Loose, known: KnownResource): boolean {
  const { statusField } = kindRow(source.kind);
  const status = statusField ? textAt(item, statusField) : undefined;
  if (status !== undefined && status !== known.status) return true;
  const changedAt = source.changedAt ? timeAt(item, source.changedAt) : undefined;
  return changedAt !== undefined && changedAt !== timeAt(known.description, source.changedAt ?? '');
}

const mapByName = <T extends Standing>(rows: readonly T[], holder: Holder, source: Source): Map<string, T> => {
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

/** What a list would have shown of a resource: the name it is described by, an ARN for what is named by one. */
export const itemOf = (source: Source, { name, arn }: Pick<Standing, 'name' | 'arn'>): Loose => ({
  [source.name]: source.name.endsWith('Arn') ? arn : name,
});

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
  const listed = new Map(items.map((item) => [nameOf(source, item), item]));
  const { kind } = source;
  const rows = [...(await listLiving(db, place, kind)), ...(await listNamed(db, place, { kind, names: [...listed.keys()] }))];
  const known = mapByName(rows, holder, source);
  const fresh = items.filter((item) => !isTerminal(known.get(nameOf(source, item))?.status ?? null));
  const running = [...known.values()].filter((row) => row.deletedAt === null && !isTerminal(row.status) && !listed.has(row.name));
  const again = running.map((row) => itemOf(source, row));
  const areDescribed = await describeAndSave(run, source, { items: [...fresh, ...again], holder, known, log: null });
  run.count('unchanged', items.length - fresh.length);
  if (isComplete && areDescribed) log.setWatermark(mark, begunBy(clock, startedAt));
  return { isComplete: isComplete && areDescribed };
}
