import { clsx } from 'clsx';
import type { ReactNode } from 'react';
import { eventHref } from '#components/audit/event-table.tsx';
import { Link } from '#components/ui/link.tsx';
import { Instant } from '#components/ui/time.tsx';
import { type Hop, proofWords, type SessionChain, tieWords } from '#lib/audit/sessions/hop.ts';
import { missingBefore } from '#lib/audit/sessions/stitch.ts';
import { principalLabel } from '#lib/catalog/audit-actions.ts';
import { type Context, eventsHref } from './activity-href.ts';

/** A session as a row: its place in a chain, and whether it is the first of it. */
export type SessionRow = {
  chain: SessionChain;
  hop: Hop;
  isFirst: boolean;
  /** Now and then the axis is written again. */
  hasAxis: boolean;
};

const indents = ['', 'pl-4', 'pl-8', 'pl-12', 'pl-16', 'pl-20'] as const;

/** By what the events of a session are found. */
export const filterOf = ({ lane: { key, who, through, accounts } }: Hop): Record<string, string | readonly string[]> =>
  key === null ? { who, ...(through ? { through } : {}), account: accounts } : { key };

const keyWords = (key: string): string => `${key.slice(0, 4)}…${key.slice(-4)}`;

/** What opened a session: the call, who made it, how sure that is; or what is missing. */
function Opened({ hop, context }: { hop: Hop; context: Context }): ReactNode {
  const { opener } = hop;
  const missing = missingBefore(hop);
  if (opener.kind !== 'handed')
    return <span className={missing ? 'text-unknown' : undefined}>{missing ? `Gap: ${missing}.` : `${opener.why}.`}</span>;
  const { handover, tie } = opener;
  const isGuess = tie === 'name and time';
  return (
    <>
      <span className={isGuess ? 'text-unknown' : undefined} title={tieWords[tie]}>
        {isGuess ? 'perhaps opened by ' : 'opened by '}
        <Link href={eventHref(context, handover)}>{handover.eventName}</Link> of{' '}
        {principalLabel(handover.by.service ?? handover.by.who)}
        {handover.by.through ? ` through ${handover.by.through}` : ''} at{' '}
        <Instant at={handover.at} moment={context.view} seconds />,{' '}
        {isGuess ? 'inferred from name and time' : tie === 'key' ? 'proved by its key' : 'proved by its key and shared event ID'}
      </span>
      {handover.expiresAt !== null && (
        <>
          ; ends <Instant at={handover.expiresAt} moment={context.view} seconds />
        </>
      )}
      {missing && <span className="text-unknown">. Gap: {missing}</span>}.
    </>
  );
}

/** Who is behind a chain, where its first session does not say so itself. */
function BehindLine({ chain: { behind }, hop: { lane } }: { chain: SessionChain; hop: Hop }) {
  const isGuess = behind.proof === 'name only';
  if (behind.name === lane.who && !isGuess) return null;
  return (
    <p className={isGuess ? 'text-unknown' : 'text-ink-2'}>
      <span className="font-mid">{principalLabel(behind.name)}</span> is behind it, {proofWords[behind.proof]}.
    </p>
  );
}

export type SessionCellProps = { row: SessionRow; context: Context; accountName: (id: string) => string };

/** A session in words: its role and accounts, who is behind its chain, what opened it. */
export function SessionCell({ row: { chain, hop, isFirst }, context, accountName }: SessionCellProps) {
  const { lane, depth } = hop;
  return (
    <div
      className={clsx(
        'max-w-[72ch] min-w-0 py-1 md:min-w-[26rem] text-12 whitespace-normal',
        indents[Math.min(depth, indents.length - 1)],
      )}
    >
      <p>
        {depth > 0 && (
          <span className="text-ink-3">
            <span aria-hidden="true">↳ </span>
            <span className="sr-only">opened by the session above: </span>
          </span>
        )}
        <Link
          className="font-mid text-ink hover:underline"
          href={eventsHref(context, filterOf(hop))}
          title="The events of this session"
        >
          {principalLabel(lane.who)}
          {lane.through ? ` through ${lane.through}` : ''}
        </Link>
        <span className="text-ink-2">
          {' '}
          in {lane.accounts.map(accountName).join(', ')}
          {lane.key ? `, key ${keyWords(lane.key)}` : ', no key in the records'}
          {lane.sourceIdentity ? `, source identity ${lane.sourceIdentity}` : ''}
        </span>
      </p>
      {isFirst && <BehindLine chain={chain} hop={hop} />}
      <p className="text-ink-2">
        <Opened hop={hop} context={context} />
      </p>
    </div>
  );
}
