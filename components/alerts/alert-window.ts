import type { View } from '#components/url/view.ts';
import type { AlertRecord } from '#lib/queries/alerts.ts';
import { dayMs, hourMs, minuteMs } from '#lib/time.ts';

export type Window = { from: number; to: number };

const wholeMinute = (at: number): number => Math.floor(at / minuteMs) * minuteMs;

const afterMs = 10 * minuteMs;

/** From an hour before it began to a little after its end, or now; at most a day. Epoch ms, whole minutes. */
export function windowAround(
  { facts, beganAt, resolvedAt }: Pick<AlertRecord, 'facts' | 'beganAt' | 'resolvedAt'>,
  now: number,
): Window {
  const from = wholeMinute(beganAt - hourMs);
  const last = facts?.isMoment ? beganAt : resolvedAt;
  const end = last === null ? now : Math.min(now, last + afterMs);
  return { from, to: Math.min(from + dayMs, wholeMinute(end)) };
}

/** What a reader brushed out of it on a chart, else all of it. */
export const chosenWindow = (around: Window, { range, from, to }: Pick<View, 'range' | 'from' | 'to'>): Window =>
  range === null && from >= around.from && to <= around.to ? { from, to } : around;
