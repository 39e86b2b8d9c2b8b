import { type Deed, type Life, livesOf } from '#lib/audit/lives.ts';
import type { EventSort } from '#lib/audit/search/bins.ts';
import { sentenceOf } from '#lib/audit/sentence.ts';
import { type StateSpan, statesOf } from '#lib/audit/states.ts';
import type { TeamScope } from '#lib/auth/scope.ts';
import { textAt } from '#lib/catalog/answer.ts';
import type { ResourceKey } from '#lib/catalog/resource-kinds.ts';
import { dayMs, minuteMs } from '#lib/time.ts';
import type { AuditRow } from './audit.ts';
import { listAuditCoverage } from './audit-coverage.ts';
import { listTuningChildren, type TuningChildren } from './biography-children.ts';
import { type Deeds, type EventBin, openBiography, readBins, readDeeds, readNewest } from './biography-events.ts';
import { type LineageMember, mostVersions, readLineage, type Stranger, type Stretch } from './biography-lineage.ts';
import {
  type Deployment,
  listDeployments,
  listServiceBins,
  listServiceHappenings,
  type ServiceBin,
} from './biography-services.ts';
import type { Happening } from './changes.ts';
import { getResource, listVersions, type ResourceRecord } from './resources.ts';
import type { Ask } from './sql.ts';

/** Times are epoch ms. What stands close together on a lane is one mark, with its number and the newest of it. */
export type BiographyMark = {
  step: number;
  sort: EventSort;
  count: number;
  firstAt: number;
  lastAt: number;
  said: string | null;
  /** CloudTrail's event, where the newest is one. */
  event: { account: string; eventId: string } | null;
};

export type BiographyVersion = {
  from: number;
  to: number | null;
  /** The configuration that an endpoint pointed to; else its number, the oldest known is 1. */
  label: string;
  by: Deed | null;
};

/** One resource of the biography, on lanes of its own. */
export type Chapter = ResourceKey & {
  team: string;
  status: string | null;
  createdAt: number | null;
  endedAt: number | null;
  firstSeenAt: number;
  /** What names it; null: the resource itself. */
  of: { kind: string; name: string } | null;
  named: readonly Stretch[];
  lives: readonly Life[];
  versions: readonly BiographyVersion[];
  isCut: boolean;
  states: readonly StateSpan[];
  marks: readonly BiographyMark[];
};

/** Something that happened to one of them, or was tried. */
export type BiographyEntry = {
  at: number;
  key: string;
  on: { kind: string; name: string };
  event: { account: string; eventId: string } | null;
  said: string;
  who: string;
  through: string | null;
  result: string;
  detail: string | null;
};

export type Biography = {
  resource: ResourceRecord;
  window: { from: number; to: number; stepMs: number };
  /** From creation to deletion, or now: the window where none is asked for. */
  whole: { from: number; to: number };
  /** Since when the inventory and the events of its place know of it; null: no events were read yet. */
  known: { inventoryFrom: number; eventsFrom: number | null };
  chapters: readonly Chapter[];
  strangers: readonly Stranger[];
  more: number;
  entries: readonly BiographyEntry[];
  children: TuningChildren | null;
};

/** Steps of the axis: so far apart on a wide screen that marks stand beside each other. */
const steps = 64;
/** As long as anything is kept. */
const longestMs = 455 * dayMs;

function wholeOf(member: LineageMember, lives: readonly Life[], now: number): { from: number; to: number } {
  const [first, last] = [lives[0], lives.at(-1)];
  // A job is over when it ended: that it can still be described is no life.
  const end = Math.min(now, last?.to ?? member.endedAt ?? now);
  const start = Math.min(first?.from ?? member.firstSeenAt, end - minuteMs);
  const margin = Math.max(minuteMs, (end - start) * 0.02);
  const to = Math.min(now, end + margin);
  return { from: Math.max(start - margin, to - longestMs), to };
}

const saidOf = (row: AuditRow, on: string): string => sentenceOf({ ...row, on });

/** Calls may be stored a little before and after the version that they made. */
const lateMs = 15 * minuteMs;

function versionsOf({ kind, versions }: LineageMember, { changes, births }: Deeds): BiographyVersion[] {
  return versions.map(({ validFrom, validTo, configuration }, index) => {
    const former = versions[index + 1]?.validFrom ?? Number.NEGATIVE_INFINITY;
    const by = [...changes, ...births].find(
      ({ at }) => at <= validFrom + lateMs && at > former + minuteMs && at > validFrom - dayMs,
    );
    const pointed = kind === 'endpoint' ? textAt(configuration, 'EndpointConfigName') : undefined;
    return { from: validFrom, to: validTo, label: pointed ?? String(versions.length - index), by: by ?? null };
  });
}

type Told = { deeds: Deeds; bins: readonly EventBin[]; services: readonly ServiceBin[]; deployments: readonly Deployment[] };

/** What events and services tell of the same step and sort is one mark: they would hide each other. */
function marksOf({ name }: LineageMember, { bins, services }: Told): BiographyMark[] {
  const marks = new Map<string, BiographyMark>();
  const put = (mark: BiographyMark) => {
    const key = `${mark.step} ${mark.sort}`;
    const known = marks.get(key);
    if (!known) marks.set(key, mark);
    else {
      const newer = mark.lastAt >= known.lastAt ? mark : known;
      const firstAt = Math.min(known.firstAt, mark.firstAt);
      marks.set(key, { ...newer, count: known.count + mark.count, firstAt });
    }
  };
  for (const { last, ...bin } of bins)
    put({ ...bin, said: last && saidOf(last, name), event: last && { account: last.account, eventId: last.eventId } });
  for (const { lane: _, isFailed, title, ...bin } of services)
    put({ ...bin, sort: isFailed ? 'failed' : 'service', said: title, event: null });
  return [...marks.values()].toSorted((a, b) => a.firstAt - b.firstAt);
}

function chapterOf(member: LineageMember, told: Told, now: number): Chapter {
  const { account, region, kind, name, team, createdAt, endedAt, firstSeenAt, of, named } = member;
  const deletedAt = member.deletedAt !== null && member.deletedAt <= now ? member.deletedAt : null;
  return {
    ...{ account, region, kind, name, team, createdAt, endedAt, firstSeenAt, of },
    // What names it may have been made before it, and have named another then.
    named: named.map(({ from, to }) => ({ from: Math.max(from, createdAt ?? from), to })),
    status: member.status,
    lives: livesOf({ ...member, ...told.deeds, deletedAt }),
    versions: versionsOf(member, told.deeds),
    isCut: member.versions.length >= mostVersions,
    states: statesOf({ ...member, deletedAt, deployments: told.deployments, now }),
    marks: marksOf(member, told),
  };
}

function entryOf(row: AuditRow, members: readonly LineageMember[]): BiographyEntry {
  const on = members.find(({ kind, name }) => row.resources.some((one) => one.kind === kind && one.name === name)) ?? members[0];
  const { kind = '', name = '' } = on ?? {};
  return {
    ...{ at: row.at, key: `${row.account} ${row.eventId}`, on: { kind, name } },
    event: { account: row.account, eventId: row.eventId },
    ...{ said: saidOf(row, name), who: row.who, through: row.through, result: row.result, detail: row.errorCode },
  };
}

const toldEntry = ({ id, at, kind, name, title, who, isFailed, detail }: Happening): BiographyEntry => ({
  ...{ at, key: id, on: { kind, name }, event: null, said: title, who, through: null },
  ...{ result: isFailed ? 'failed' : 'ok', detail },
});

const mostEntries = 200;
const noDeeds: Deeds = { births: [], deaths: [], changes: [] };

export type BiographyAsk = Pick<Ask, 'team' | 'now' | 'asOf'> & {
  /** null: the whole life. */
  window: { from: number; to: number } | null;
};

/**
 * A resource from its creation to its deletion, or now, with what it was made from and what it started. However long the life, what is read is
 * bounded: events are folded to 64 steps, and 200 happenings are listed. @throws TrailwatchError `not_found`, also for another team's
 */
export async function getBiography(scope: TeamScope, ask: BiographyAsk, key: ResourceKey): Promise<Biography> {
  const { now } = ask;
  const resource = await getResource(scope, ask, key);
  const { members, strangers, more } = await readLineage(scope, resource, await listVersions(scope, key, now), now);
  const keys = members.map(({ account, region, kind, name }) => ({ account, region, kind, name }));
  const search = await openBiography(scope, keys);
  const deeds = await readDeeds(search, now);
  const [self = { ...resource, versions: [], of: null, named: [] }] = members;
  const whole = wholeOf(self, livesOf({ ...self, ...(deeds[0] ?? noDeeds) }), now);
  const asked = ask.window ?? whole;
  const window = { ...asked, stepMs: Math.max(1000, Math.ceil((asked.to - asked.from) / steps)) };
  const [bins, newest, services, happenings, deployments, children, coverage] = await Promise.all([
    readBins(search, window),
    readNewest(search, window),
    listServiceBins(scope, keys, window),
    listServiceHappenings(scope, keys, window),
    listDeployments(scope, keys, window),
    listTuningChildren(scope, resource, now),
    listAuditCoverage(scope, now),
  ]);
  const isOf = (lane: number) => (one: { lane: number }) => one.lane === lane;
  return {
    ...{ resource, window, whole, strangers, more, children },
    known: { inventoryFrom: resource.firstSeenAt, eventsFrom: eventsFrom(coverage, key) },
    chapters: members.map((member, lane) =>
      chapterOf(
        member,
        {
          deeds: deeds[lane] ?? noDeeds,
          bins: bins[lane] ?? [],
          services: services.filter(isOf(lane)),
          deployments: deployments.filter(isOf(lane)),
        },
        now,
      ),
    ),
    entries: [...newest.map((row) => entryOf(row, members)), ...happenings.map(toldEntry)]
      .toSorted((a, b) => b.at - a.at || (a.key < b.key ? -1 : 1))
      .slice(0, mostEntries),
  };
}

const eventsFrom = (coverage: Awaited<ReturnType<typeof listAuditCoverage>>, { account, region }: ResourceKey): number | null =>
  coverage.find((one) => one.account === account && one.region === region)?.completeFrom ?? null;
