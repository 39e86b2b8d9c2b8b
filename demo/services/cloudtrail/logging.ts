import { dayMs, hourMs, minuteMs } from '#lib/time.ts';
import { occurrencesBetween, type Recurrence } from '../../scenario/floor/recurrence.ts';
import { trailRecord } from '../../scenario/people.ts';
import { streamOf, whole } from '../../scenario/random.ts';
import type { Place, TrailRecord } from '../../scenario/types.ts';
import type { Pause, TrailSpoils } from '../../trail-spoils.ts';
import { type Trail, trailArn } from './trails.ts';

/**
 * Once a week, in the night to Sunday, the organization's trail is off for 40 minutes while its key's policy is renewed. It also bounds the
 * work that stands behind one digest, whose signature holds those of all before it.
 */
const renewal: Recurrence = { everyMs: 7 * dayMs, offsetMs: 3 * dayMs + 2 * hourMs + 10 * minuteMs, lastsMs: 40 * minuteMs };
const reachMs = renewal.everyMs + dayMs;

/** What was logged before a trail was stopped is delivered until then. */
export const graceMs = 10 * minuteMs;

/** A time without a break in which a trail logs, epoch ms, [from, to). */
export type Epoch = { from: number; to: number };

function pausesBetween(spoils: TrailSpoils, from: number, to: number): Pause[] {
  const known = [...occurrencesBetween(renewal, from, to), ...spoils.stops.filter((stop) => stop.from < to && stop.to > from)];
  const merged: Pause[] = [];
  for (const pause of known.toSorted((a, b) => a.from - b.from)) {
    const last = merged.at(-1);
    if (last && pause.from <= last.to + graceMs) last.to = Math.max(last.to, pause.to);
    else merged.push({ from: pause.from, to: pause.to });
  }
  return merged;
}

/** Epochs of the organization's trail that touch [from, to), oldest first, what is delivered after their end included. */
export function epochsBetween(spoils: TrailSpoils, from: number, to: number): Epoch[] {
  const pauses = pausesBetween(spoils, from - reachMs, to + reachMs);
  return pauses
    .flatMap((pause, index) => {
      const next = pauses[index + 1];
      return next ? [{ from: pause.to, to: next.from }] : [];
    })
    .filter((epoch) => epoch.from < to && epoch.to + graceMs > from);
}

/** When the organization's trail was last stopped and last started at `at`. */
export function lastSwitches(spoils: TrailSpoils, at: number): { stoppedAt: number | undefined; startedAt: number | undefined } {
  const pauses = pausesBetween(spoils, at - 2 * reachMs, at + 1);
  return {
    stoppedAt: pauses.findLast(({ from }) => from <= at)?.from,
    startedAt: pauses.findLast(({ to }) => to <= at)?.to,
  };
}

/** Whether a trail logs what happens at `at`; only that of the organization is ever stopped. */
export const logsAt = (trail: Trail, spoils: TrailSpoils): ((at: number) => boolean) => {
  if (!trail.isOrganization) return () => true;
  let known: { from: number; to: number; pauses: readonly Pause[] } | undefined;
  return (at) => {
    if (!known || at < known.from || at >= known.to) {
      known = { from: at - dayMs, to: at + dayMs, pauses: pausesBetween(spoils, at - dayMs, at + dayMs) };
    }
    return !known.pauses.some((pause) => pause.from <= at && at < pause.to);
  };
};

/** Who stopped and started the trail: recorded in its own account and home Region, [from, to). */
export function switchRecords(trail: Trail, spoils: TrailSpoils, seed: string, { from, to }: Pause): TrailRecord[] {
  const place: Place = { account: trail.account, region: trail.homeRegion };
  return pausesBetween(spoils, from - reachMs, to)
    .flatMap((pause) => [
      { at: pause.from - 1000, name: 'StopLogging' },
      { at: pause.to, name: 'StartLogging' },
    ])
    .filter(({ at }) => at >= from && at < to)
    .map(({ at, name }) =>
      trailRecord({
        ...{ seed, place, at, name, actor: { person: 'cloud-sec-1' }, source: 'cloudtrail' },
        request: { name: trailArn(trail) },
        response: null,
      }),
    );
}

/** Milliseconds by which a trail's rounds in a place lie after those of the clock. */
export const phaseOf = (kind: string, { name }: Trail, { account, region }: Place, stepMs: number, steps: number): number =>
  whole(streamOf('phase', kind, name, account, region), 0, steps) * stepMs;
