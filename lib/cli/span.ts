import { TrailwatchError } from '#lib/errors.ts';
import { dayMs, hourMs } from '#lib/time.ts';

/** What `--since` says, in ms. @throws TrailwatchError `invalid` for anything but hours or days */
export function spanOf(text: string, hint: string): number {
  const match = /^([1-9]\d{0,3})([hd])$/.exec(text);
  if (match) return Number(match[1]) * (match[2] === 'h' ? hourMs : dayMs);
  throw new TrailwatchError('invalid', `--since ${text} is no span of time`, {
    mend: `give hours or days, like 36h or 14d; ${hint}`,
  });
}
