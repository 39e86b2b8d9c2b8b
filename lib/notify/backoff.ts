import { createHash } from 'node:crypto';
import { hourMs, minuteMs } from '../time.ts';

const firstMs = 10_000;
/** With its jitter a wait is at most 15 minutes. */
const longestMs = 12.5 * minuteMs;
const jitter = 0.2;

/** From 0 up to 1, the same for a text each time. */
const shareOf = (text: string): number => createHash('sha256').update(text).digest().readUInt32BE() / 2 ** 32;

/** How long a notification waits after a failure, in ms: 10 s, then twice as long each time, to 15 min. */
export const backoffMs = (key: string, tries: number): number =>
  Math.round(Math.min(longestMs, firstMs * 2 ** (tries - 1)) * (1 + jitter * shareOf(`${key} ${tries}`)));

/** What failed for so long is given up. */
export const givenUpAfterMs = 24 * hourMs;
