import { shared } from '../process.ts';
import { warnSecurity } from '../security-log.ts';
import type { Refusal } from './refusal.ts';

type Minute = { since: number; told: number; untold: number };

/** Who is refused can be refused again and again: the log must not grow at their pace. */
const toldPerMinute = 60;
const minute = (): Minute => shared('refusals', () => ({ since: 0, told: 0, untold: 0 }));

/** Logs what was refused, and whom; never a query, which may hold the token of a link. */
export function tellRefusal({ status, reason }: Pick<Refusal, 'status' | 'reason'>, client: string, now = Date.now()): void {
  const held = minute();
  if (now - held.since >= 60_000) {
    if (held.untold > 0) warnSecurity('http', { untold: held.untold }, 'more requests were refused');
    Object.assign(held, { since: now, told: 0, untold: 0 });
  }
  if (held.told === toldPerMinute) held.untold += 1;
  else {
    held.told += 1;
    warnSecurity('http', { status, reason, client }, 'a request was refused');
  }
}
