import { pages } from '#lib/aws/pages.ts';
import { timeAt } from '#lib/catalog/answer.ts';
import { type CursorKey, findCursor, setCursor } from '#lib/store/cursors.ts';
import { notify } from '#lib/store/notices.ts';
import { listNamed, type SeenResource, saveResources } from '#lib/store/resources.ts';
import { saveTeams } from '#lib/store/teams.ts';
import { transaction } from '#lib/store/transaction.ts';
import { dayMs } from '#lib/time.ts';
import type { PlaceContext, RunContext, RunReport } from '../context.ts';
import { recordRun } from '../run.ts';
import { firstLook } from './inventory.ts';
import { describeAndSave, itemsOf } from './look.ts';
import { searchPages, seenInSearch } from './search-pages.ts';
import { nameOf } from './seen.ts';
import { jobSources, type Source } from './sources.ts';

/** How far back the jobs of a kind have been read: all that were created after `before` are stored. Epoch ms. */
type State = { before: number | null; isDone: boolean; read: number };

/** A minute of calls at half of Search's quota: then other work has its turn. */
const pagesPerSlice = 60;
/** Where each job has to be described by itself, a page takes most of that minute. */
const listedPagesPerSlice = 2;
const second = 1000;

const keyOf = ({ account, region }: { account: string; region: string }, source: Source): CursorKey => ({
  ...{ account, region, collector: 'inventory', key: `history/${source.kind}` },
});

function stateFrom(value: unknown): State {
  const { before, isDone, read } = (value ?? {}) as Partial<State>;
  return {
    before: typeof before === 'number' ? before : null,
    isDone: isDone === true,
    read: typeof read === 'number' ? read : 0,
  };
}

const place = ({ account, region }: PlaceContext) => ({ account: account.id, region });

/** A page and how far it reaches, in one transaction: a process that dies between two pages has lost neither, and reads neither twice. */
async function savePage(run: RunContext, source: Source, seen: readonly SeenResource[], state: State): Promise<void> {
  const now = new Date(run.clock.now());
  await transaction(run.db, async (client) => {
    const teams = seen.map((one) => one.team);
    if (teams.length > 0) await saveTeams(client, teams, now);
    await saveResources(client, run.place, seen, now);
    await setCursor(client, keyOf(run.place, source), state, now);
    await notify(client, { ...run.place, noun: 'resources' });
  });
  run.count('written', seen.length);
}

/** Names that are stored already: whoever wrote them knew more, or the same. */
async function namesKnown(run: RunContext, { kind }: Source, names: readonly string[]) {
  const rows = await listNamed(run.db, run.place, { kind, names });
  return new Map(rows.map((row) => [row.name, row]));
}

/** Reads on by Search. @returns false when Search is denied and the list has to serve */
async function fillBySearch(run: RunContext, source: Source, state: State): Promise<boolean> {
  let { before, read } = state;
  let taken = 0;
  for await (const page of searchPages(run, source, { by: 'CreationTime', to: before ?? run.clock.now() })) {
    if (!page.ok) {
      run.fail(page.failure, { subject: `history of ${source.kind}` });
      return page.failure.word !== 'denied';
    }
    const { found, total } = page.value;
    if (taken === 0 && total !== null) run.count('left', total);
    const known = await namesKnown(
      run,
      source,
      found.map(({ name }) => name),
    );
    const fresh = found.filter(({ name }) => !known.has(name));
    before = found.reduce((oldest, { createdAt }) => Math.min(oldest, createdAt ?? oldest), before ?? run.clock.now());
    read += fresh.length;
    await savePage(
      run,
      source,
      fresh.map((one) => seenInSearch(source, one, { known: undefined, run })),
      { before, isDone: false, read },
    );
    run.count('read', found.length);
    if (total !== null) run.count('left', -found.length);
    taken += 1;
    if (taken === pagesPerSlice || run.patience.aborted) return true;
  }
  await savePage(run, source, [], { before, isDone: true, read });
  return true;
}

/** What none of the retentions would keep is not worth a call of Describe each. */
const keptSince = ({ clock, config: { retention } }: RunContext): Date =>
  new Date(clock.now() - Math.max(retention.metrics['1h'], retention.audit) * dayMs);

/** Reads on by List and Describe; where Search would tell the kind but is denied, back to the first job there is. */
async function fillByList(run: RunContext, source: Source, state: State): Promise<void> {
  let { before, read } = state;
  let taken = 0;
  const input = {
    ...{ SortBy: 'CreationTime', SortOrder: 'Descending', MaxResults: 100 },
    ...(before === null ? {} : { CreationTimeBefore: new Date(before + second) }),
    ...(source.search === null ? { CreationTimeAfter: keptSince(run) } : {}),
  };
  for await (const page of pages(run.aws, source.list, input)) {
    if (!page.ok) return run.fail(page.failure, { subject: `history of ${source.kind}` });
    const items = itemsOf(source, page.value);
    const names = items.map((item) => nameOf(source, item));
    const known = await namesKnown(run, source, names);
    const fresh = items.filter((item) => !known.has(nameOf(source, item)));
    run.count('read', items.length);
    if (!(await describeAndSave(run, source, { items: fresh, holder: null, known, log: null }))) return;
    const times = items.flatMap((item) => timeAt(item, source.createdAt) ?? []);
    before = Math.min(before ?? Number.POSITIVE_INFINITY, ...times);
    read += fresh.length;
    await savePage(run, source, [], { before: Number.isFinite(before) ? before : null, isDone: false, read });
    taken += 1;
    if (taken === listedPagesPerSlice || run.patience.aborted) return;
  }
  await savePage(run, source, [], { before, isDone: true, read });
}

/**
 * The next slice of the jobs that ended before the inventory first looked, newest first, a page at a time.
 * @returns its run; null when all of them are stored, or nothing has been looked at yet
 */
export async function fillJobs(context: PlaceContext, sources = jobSources): Promise<RunReport | null> {
  const { db } = context;
  if ((await findCursor(db, { ...place(context), ...firstLook })) === null) return null;
  for (const source of sources) {
    const state = stateFrom(await findCursor(db, keyOf(place(context), source)));
    if (state.isDone) continue;
    return recordRun(context, { collector: 'inventory', purpose: 'backfill' }, async (run) => {
      const isTold = source.search !== null && (await fillBySearch(run, source, state));
      if (!isTold) await fillByList(run, source, state);
    });
  }
  return null;
}
