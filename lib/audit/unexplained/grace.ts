import { hourMs, minuteMs } from '#lib/time.ts';

/** Change and event are matched until so long after either; then one without the other is unexplained. */
export const graceMs = hourMs;

/** CloudTrail delivers within minutes: events are complete up to a change only when they are so far past it. */
export const deliveryMs = 15 * minuteMs;

/** Looks may fail for a while; an event that no whole look followed for so long is listed all the same. */
export const longestWaitMs = 24 * hourMs;
