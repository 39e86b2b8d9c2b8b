import { Word } from '#components/ui/word.tsx';
import type { Moment } from '#components/url/view.ts';
import { principalLabel } from '#lib/catalog/audit-actions.ts';
import { formatExact, formatInstant } from '#lib/format.ts';
import { dayMs } from '#lib/time.ts';

/** What AWS answered: a caller who was refused is red, what failed is amber, and what went well has no colour. */
export function ResultWord({ result, code, inline = false }: { result: string; code: string | null; inline?: boolean }) {
  if (result === 'ok') return <span className={inline ? undefined : 'pl-5 text-ink-2'}>ok</span>;
  return (
    <span title={code ?? undefined}>
      <Word word={result === 'denied' ? 'refused' : 'call_failed'} />
    </span>
  );
}

/** A person by the session's name, a service by its own. */
export const Who = ({ who }: { who: string }) => <span title={who}>{principalLabel(who)}</span>;

const isService = (userType: string | null, who: string): boolean =>
  userType === 'AWSService' || (!userType && who.endsWith('.amazonaws.com'));

/** The role that a session came through; "service" where AWS itself acted. */
export function Through({ through, userType, who }: { through: string | null; userType: string | null; who: string }) {
  if (through) return <span title={through}>{through}</span>;
  return <span className="text-ink-3">{isService(userType, who) ? 'service' : 'directly'}</span>;
}

/** Day and time to the second, however long ago. */
export function EventTime({ at, moment }: { at: number; moment: Moment }) {
  const time = formatInstant(at, { zone: moment.zone, now: at, seconds: true });
  const far = Math.abs(moment.now - at) >= 6 * dayMs;
  const near = formatInstant(at, moment);
  const day = far ? near : near.includes(' ') ? near.split(' ')[0] : '';
  return (
    <time dateTime={new Date(at).toISOString()} title={formatExact(at)} className="figures whitespace-nowrap">
      {day !== '' && <span className="text-ink-3">{day} </span>}
      {time}
    </time>
  );
}
