import { drift, subStream } from '../random.ts';
import type { EndpointSpec } from './spec.ts';

const utcOffsetMinutes: Readonly<Record<string, number>> = { 'eu-west-1': 60, 'us-east-1': -300 };
const growthFrom = Date.parse('2026-01-05T00:00:00Z') / 60_000;
const minutesOfWeek = 7 * 1440;

/** 1 in the middle of a weekend, 0 on weekdays, with slopes of three hours. */
function weekend(localMinute: number): number {
  // The epoch was a Thursday; Saturday 00:00 came two days later.
  const since = (((localMinute - 2 * 1440) % minutesOfWeek) + minutesOfWeek) % minutesOfWeek;
  if (since < 2880) return Math.min(1, since / 180, (2880 - since) / 180);
  return 0;
}

/**
 * Requests a minute that callers mean to send: days, nights, weekends, slow growth and a slow drift, without a minute's noise.
 * @param minute whole or broken minutes since the epoch
 */
export function expectedRate(spec: EndpointSpec, minute: number): number {
  const local = minute + (utcOffsetMinutes[spec.region] ?? 0);
  const hour = (local % 1440) / 60;
  const day = 0.72 + 0.28 * Math.cos(((hour - 16) / 12) * Math.PI);
  const weeks = Math.max(-120, Math.min(120, (minute - growthFrom) / minutesOfWeek));
  const growth = Math.exp(0.004 * weeks) * 0.86;
  const rest = 1 - 0.28 * weekend(local);
  return spec.rate * day * rest * growth * (1 + 0.05 * drift(subStream(spec.stream, 10), minute / 50));
}
