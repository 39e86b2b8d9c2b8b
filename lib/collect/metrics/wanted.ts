import { isResourceKind, kindIds, kindRow, type ResourceKind } from '#lib/catalog/resource-kinds.ts';
import { isFurtherDimension, type Listed, type Owner, ownerOf, sortDiscovered } from '#lib/metrics/discovered.ts';
import { planSeries, type WantedSeries } from '#lib/metrics/plan.ts';
import { seriesKey } from '#lib/metrics/series.ts';
import { type Window, windowRules } from '#lib/metrics/windows.ts';
import { type KnownResource, listKnown } from '#lib/store/resources.ts';
import { minuteMs } from '#lib/time.ts';
import type { RunContext } from '../context.ts';
import { discover, type Remembered } from './discover.ts';
import type { Listing } from './listing.ts';
import type { Lives } from './lives.ts';

/** A series worth asking for, and the resource that it belongs to, where the inventory knows it. */
type Wanted = { series: WantedSeries; owner: KnownResource | null };
/** `window` of the pass that settles; `foundAt`: when the first look was over, epoch ms; `listing`: null where it may not list. */
export type Settling = { window: Window; foundAt: number; listing: Listing | null };

export type WantedList = {
  wanted: Wanted[];
  owners: readonly KnownResource[];
  /** Since when ListMetrics has told of all that there is. Epoch ms; 0: never. */
  completeAt: number;
};

const tailMs = 15 * minuteMs;
/** The first look at a large account is not over in a moment; who was born meanwhile counts as found. */
const firstLookTakesMs = 15 * minuteMs;
const ownerKey = (kind: string, name: string): string => `${kind}/${name}`;

function lifeOf(owner: KnownResource, firstLook: number): { activeFrom: number; activeTo: number } {
  const end = owner.endedAt ?? owner.deletedAt;
  return {
    activeFrom: bornAt(owner, firstLook) ?? Number.NEGATIVE_INFINITY,
    activeTo: end === null ? Number.POSITIVE_INFINITY : end + tailMs,
  };
}

/** Jobs stay listed after their end; other things vanish when they are deleted, and their metrics outlive them. */
const vanishes = (kind: string): boolean => !(isResourceKind(kind) && kindRow(kind).isJob);

/**
 * Since when its name can have metrics; null: since ever. What was there at the first look may have been made anew under an old name.
 * What came later is known from its birth, or by the life that it followed; names of jobs are used once.
 */
const bornAt = ({ kind, createdAt }: KnownResource, firstLook: number): number | null =>
  vanishes(kind) && createdAt !== null && createdAt <= firstLook ? null : createdAt;

/**
 * Of a resource that the inventory does not know: as long as CloudWatch lists it among the active. What is silent was deleted
 * before anyone looked, and has history only; a silent job ended longer ago than the inventory reaches. The account lives on.
 */
function lifeOfStranger({ kind }: Owner, { activeAt, seenAt }: Remembered): { activeFrom: number; activeTo: number } | null {
  if (kind === 'account') return { activeFrom: Number.NEGATIVE_INFINITY, activeTo: Number.POSITIVE_INFINITY };
  if (vanishes(kind)) return { activeFrom: Number.NEGATIVE_INFINITY, activeTo: (activeAt ?? seenAt) + 2 * tailMs };
  return activeAt === null ? null : { activeFrom: activeAt - windowRules.firstMs, activeTo: activeAt + 2 * tailMs };
}

/**
 * What to ask CloudWatch for in one place: what the catalogue expects of its resources, and what ListMetrics shows beside.
 * Resources that ended before the window and have had their series made are left out.
 */
export async function listWanted(run: RunContext, lives: Lives, { window, foundAt, listing }: Settling): Promise<WantedList> {
  const { db, place, clock } = run;
  const since = new Date(clock.now() - windowRules.keptMs);
  const resources = await listKnown(db, place, { kinds: kindIds, endedSince: since });
  const firstLook = foundAt + firstLookTakesMs;
  const byKey = new Map(resources.map((one) => [ownerKey(one.kind, one.name), one]));
  const related = (kind: ResourceKind, name: string): unknown => byKey.get(ownerKey(kind, name))?.description;
  const livesIn = (owner: KnownResource, windows: readonly Window[]): boolean => {
    const { activeFrom, activeTo } = lifeOf(owner, firstLook);
    return windows.some(({ from, to }) => activeTo > from && activeFrom < to);
  };
  const current = resources
    .filter((one) => livesIn(one, [window]) || !lives.isPlanned(one))
    .map((one) => ({ ...one, createdAt: bornAt(one, firstLook), endedAt: one.endedAt ?? one.deletedAt }));
  const planned = planSeries(current, related);
  const identities = new Set(planned.map(identityKey));
  const ofResource = ({ kind, name }: { kind: string; name: string }) => byKey.get(ownerKey(kind, name)) ?? null;
  const open = [{ from: window.from, to: Number.POSITIVE_INFINITY }];
  const isWorth = (one: Listed, mayBeStranger: boolean): boolean => {
    if (identities.has(identityKey(one)) || isFurtherDimension(one)) return false;
    const owner = ownerOf(one, place.account);
    const resource = ofResource(owner);
    if (resource === null) return mayBeStranger || vanishes(owner.kind);
    return livesIn(resource, open) || !lives.isWhole(resource);
  };
  const { metrics: listed, completeAt } = await discover(run, { isWorth, listing });
  const found = sortDiscovered(listed, place.account, (owner, one) => {
    const resource = ofResource(owner);
    return resource ? lifeOf(resource, firstLook) : lifeOfStranger(owner, one);
  });
  run.count('unknownMetrics', found.unknown);
  const withOwner = (series: WantedSeries): Wanted => ({ series, owner: ofResource(series) });
  const discovered = found.wanted
    .map(withOwner)
    .filter(({ owner }) => owner === null || livesIn(owner, [window]) || !lives.isWhole(owner));
  const all = new Map([...planned.map(withOwner), ...discovered].map((one) => [seriesKey(one.series), one]));
  return { wanted: [...all.values()], owners: resources, completeAt };
}

const identityKey = ({ namespace, metric, dimensions }: Listed): string =>
  JSON.stringify([namespace, metric, dimensions.map(({ Name, Value }) => [Name, Value])]);
