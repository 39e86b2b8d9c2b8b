import { clsx } from 'clsx';
import type { Moment } from '#components/url/view.ts';
import { formatAge, formatDuration, formatExact, formatInstant } from '#lib/format.ts';

/** Epoch milliseconds in the page's zone, as short as its distance allows; the exact UTC on hover. */
export function Instant({ at, moment, seconds = false }: { at: number; moment: Moment; seconds?: boolean }) {
  return (
    <time dateTime={new Date(at).toISOString()} title={formatExact(at)} className="whitespace-nowrap">
      {formatInstant(at, { ...moment, seconds })}
    </time>
  );
}

/** How long ago; violet and bold once older than `staleAfterMs`. */
export function Age({ at, moment, staleAfterMs }: { at: number; moment: Moment; staleAfterMs?: number }) {
  const isStale = staleAfterMs !== undefined && moment.now - at > staleAfterMs;
  return (
    <time
      dateTime={new Date(at).toISOString()}
      title={formatExact(at)}
      className={clsx('whitespace-nowrap', isStale && 'font-mid text-unknown')}
    >
      {formatAge(at, moment.now)}
    </time>
  );
}

/** "22 min, since 07:20". */
export function Since({ at, moment }: { at: number; moment: Moment }) {
  return (
    <span className="whitespace-nowrap" title={formatExact(at)}>
      {formatDuration(moment.now - at)}, since {formatInstant(at, moment)}
    </span>
  );
}

/** "as of 07:42:10 UTC", for the right side of a panel's head. */
export function AsOf({ at, moment, lead = 'as of' }: { at: number; moment: Moment; lead?: string }) {
  return (
    <span title={formatExact(at)}>
      {lead} {formatInstant(at, { ...moment, seconds: true })}
      {moment.zone === 'utc' ? ' UTC' : ''}
    </span>
  );
}
