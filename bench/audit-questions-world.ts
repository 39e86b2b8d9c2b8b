import { parse, stringify } from 'yaml';
import { demoConfig } from '#demo/config-file.ts';
import { type Culprit, culpritsBetween } from '#demo/scenario/floor/culprits.ts';
import { isCalmAt } from '#demo/scenario/floor/deed.ts';
import { unloggedNotebook, unloggedTimes } from '#demo/scenario/floor/notebooks.ts';
import { occurrencesBetween } from '#demo/scenario/floor/recurrence.ts';
import { isAt, places, prodEu } from '#demo/scenario/floor/setting.ts';
import { pick, streamOf } from '#demo/scenario/random.ts';
import type { Place, Scale, TrailRecord } from '#demo/scenario/types.ts';
import { startAccount, type TestAccount } from '#demo/testing/account.ts';
import { alarms } from '#lib/collect/alarms.ts';
import { audit, fillAudit } from '#lib/collect/audit.ts';
import type { PlaceContext } from '#lib/collect/context.ts';
import { placesOf } from '#lib/collect/cycle.ts';
import { inventory } from '#lib/collect/inventory/inventory.ts';
import { scaling } from '#lib/collect/scaling.ts';
import { collectingWith } from '#lib/collect/testing/collecting.ts';
import type { Database } from '#lib/db.ts';
import { saveAuditEvents } from '#lib/store/audit.ts';
import { forgetEvents } from '#lib/testing/seed-events.ts';
import { dayMs, hourMs, minuteMs } from '#lib/time.ts';

/**
 * A demo account of a seed: nothing happens in it that anybody looks for until `calmUntil`, and everything after that. For `quietMs` before
 * then events are collected of all its places, and the inventory of one of them; what happened before, for `pastMs`, is imported, so that it
 * is known what is usual.
 */
export type WorldPlan = { seed: string; calmUntil: number; pastMs: number; quietMs: number; quietPlace: Place };

/** So long everything happens that any day holds, and so long afterwards its last events come. */
export const restlessMs = dayMs + 2 * hourMs;
const restMs = 2 * hourMs;
const importedAtOnce = 2500;
export const endOf = ({ calmUntil }: WorldPlan): number => calmUntil + restlessMs + restMs;

/** What the demo knows of a world, whatever the product makes of it. */
export type Truth = {
  culprits: readonly Culprit[];
  /** Those of its last hours, whom nobody has to find yet, but who may show. */
  later: readonly Culprit[];
  /** The job whose creation no event tells of. */
  dropped: string;
  /** Notebooks that were changed without an event, and when that can be asked for. */
  unlogged: readonly { name: string; at: number }[];
};

const tables = 'resource, resource_version, activity, run, run_failure, cursor';
/** How often the inventory is looked at, where it is quiet and where it is not: what comes and goes within 95 minutes must be seen. */
const quietEveryMs = 8 * hourMs;
export const lookEveryMs = hourMs;
const readEveryMs = 2 * hourMs;
const scaleOf = ({ calmUntil }: WorldPlan): Scale => ({ endpoints: 40, calmUntil });

/** The demo's trailwatch.yaml without buckets and other accounts. */
function configOfAll(): string {
  const { organization: _, audit: __, ...whole } = parse(demoConfig()) as Record<string, unknown>;
  return stringify(whole);
}

const nameOfJob = ({ requestParameters }: TrailRecord): string => String(requestParameters?.processingJobName);

/** A job of the restless day whose event is dropped; not one that is there to be found by its event. */
function droppedOf(seed: string, records: readonly TrailRecord[], culprits: readonly Culprit[]): string {
  const found = new Set(culprits.map(({ eventId }) => eventId));
  const jobs = records.filter(({ eventName, eventID }) => eventName === 'CreateProcessingJob' && !found.has(eventID));
  return nameOfJob(pick(jobs, streamOf(seed, 'dropped'), 0));
}

/** Of a turn that would have begun while it was calm there is no end either. */
const unloggedIn = (plan: WorldPlan, from: number, to: number): Truth['unlogged'] =>
  occurrencesBetween(unloggedTimes(plan.seed), from, to)
    .filter((one) => !isCalmAt(scaleOf(plan), one.from))
    .flatMap((one) => [one.from, one.to].map((at) => ({ name: unloggedNotebook(plan.seed, one.index), at })))
    .filter(({ at }) => at >= from && at < to);

type Records = (place: Place, from: number, to: number) => TrailRecord[];
type Work = { collect(context: PlaceContext): Promise<unknown> };
type Step = { at: number; collectors: readonly Work[]; of: readonly Place[] };

/** As the worker has it: what is new, then what lies behind. */
const events: Work = {
  async collect(context) {
    await audit.collect(context);
    while ((await fillAudit(context)) !== null);
  },
};

const every = (from: number, to: number, ms: number): number[] =>
  Array.from({ length: Math.max(0, Math.ceil((to - from) / ms)) }, (_, index) => from + index * ms);

/** After these, what it was before is gone soon. */
const fleeting = new Set(['UpdateEndpoint', 'StartNotebookInstance', 'StopNotebookInstance']);

/** Looks as the worker takes them, but seldom, and right after what a worker would not miss. */
function looksAt(place: Place, records: readonly TrailRecord[], [from, to, everyMs]: readonly [number, number, number]): Step[] {
  const begun = records.filter(({ eventName, errorCode }) => fleeting.has(eventName) && !errorCode);
  const times = [...every(from, to, everyMs), ...begun.map(({ eventTime }) => Date.parse(eventTime) + 4 * minuteMs)];
  return [...new Set(times)]
    .filter((at) => at >= from && at < to)
    .map((at, index) => ({ at, of: [place], collectors: [inventory, ...(index % 3 === 0 ? [scaling, alarms] : [])] }));
}

/** Everything that is collected, in its order: of each moment what exists, then what was done. */
function stepsOf(plan: WorldPlan, recordsOf: Records): Step[] {
  const { calmUntil, quietMs, quietPlace } = plan;
  const end = endOf(plan);
  const looks = (place: Place, from: number, to: number, everyMs: number) =>
    looksAt(place, recordsOf(place, from, to), [from, to, everyMs]);
  return [
    ...every(calmUntil - quietMs, calmUntil - hourMs, dayMs / 2).map((at) => ({ at, collectors: [events], of: places })),
    ...every(calmUntil - hourMs, end, readEveryMs).map((at) => ({ at, collectors: [events], of: places })),
    ...looks(quietPlace, calmUntil - quietMs, calmUntil, quietEveryMs),
    ...looks(prodEu, calmUntil - 4 * hourMs, end, lookEveryMs),
    { at: calmUntil, collectors: [events], of: places },
    ...every(calmUntil, end, 8 * hourMs).map((at) => ({ at, collectors: [inventory], of: places })),
    { at: end, collectors: [inventory, events], of: places },
  ].toSorted((a, b) => a.at - b.at);
}

/** As `audit import` does with the files of a trail. */
async function importPast(db: Database, records: readonly TrailRecord[], now: number): Promise<void> {
  for (let at = 0; at < records.length; at += importedAtOnce) {
    const part = records.slice(at, at + importedAtOnce);
    await saveAuditEvents(
      db,
      part.map((record) => ({ raw: JSON.stringify(record), source: 'import' as const })),
      new Date(now),
    );
  }
}

/** Takes away what was collected of another world; the owner's work. */
export async function forgetWorld({ pool }: Database): Promise<void> {
  await pool.query(`truncate ${tables} cascade`);
  await forgetEvents(pool);
}

/** What there is to be found, and the event that is dropped from now on. */
async function prepare(plan: WorldPlan, account: TestAccount, recordsOf: Records): Promise<Truth> {
  const { seed, calmUntil } = plan;
  const restless = [calmUntil, calmUntil + restlessMs] as const;
  const culprits = culpritsBetween({ seed, scale: scaleOf(plan) }, ...restless);
  const later = culpritsBetween({ seed, scale: scaleOf(plan) }, restless[1], endOf(plan));
  const dropped = droppedOf(seed, recordsOf(prodEu, ...restless), culprits);
  await account.turn('trail', `dropped=CreateProcessingJob ${dropped}`);
  return { culprits, later, dropped, unlogged: unloggedIn(plan, calmUntil, endOf(plan)) };
}

/**
 * Lives through a world by a clock of its own: the demo account answers over HTTP, and the product's collectors ask it.
 * @param atCalm called when the quiet weeks have ended, before anything happens
 */
export async function liveThrough(db: Database, plan: WorldPlan, atCalm: () => Promise<void>): Promise<Truth> {
  let now = plan.calmUntil - plan.quietMs;
  const clock = { now: () => now, speed: 0 };
  const account = await startAccount({ seed: plan.seed, clock, ...scaleOf(plan) });
  const recordsOf: Records = (place, from, to) => account.scenario.parts.flatMap((part) => part.events(place, from, to));
  const truth = await prepare(plan, account, recordsOf);
  for (const place of places) await importPast(db, recordsOf(place, now - plan.pastMs, now), now);
  const collecting = collectingWith({ configText: configOfAll(), environment: account.environment, db, clock });
  const contexts = placesOf(collecting);
  const pass = async (place: Place, work: readonly Work[]): Promise<void> => {
    const context = contexts.find((one) => isAt({ account: one.account.id, region: one.region }, place));
    if (context) for (const one of work) await one.collect(context);
  };
  const steps = stepsOf(plan, recordsOf);
  const first = steps.findIndex(({ at }) => at > plan.calmUntil);
  for (const [index, step] of steps.entries()) {
    if (index === first) await atCalm();
    now = step.at;
    await Promise.all(step.of.map((place) => pass(place, step.collectors)));
  }
  collecting.close();
  await account.close();
  return truth;
}
