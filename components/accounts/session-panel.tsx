import { CopyButton } from '#components/ui/copy-button.tsx';
import { Facts } from '#components/ui/facts.tsx';
import { Panel } from '#components/ui/panel.tsx';
import { Instant, Since } from '#components/ui/time.tsx';
import type { View } from '#components/url/view.ts';
import { opensAfter } from '#lib/catalog/breaker.ts';
import { formatCount } from '#lib/format.ts';
import type { AccountRow } from '#lib/queries/accounts.ts';

const own = <span className="text-ink-3">none: the worker's own keys, or not asked yet</span>;

const commandsOf = (id: string): readonly { what: string; text: string }[] => [
  { what: 'Try every call', text: `npm run trailwatch -- doctor --account ${id}` },
  { what: 'The policy of its role', text: 'npm run -s trailwatch -- policy' },
  { what: 'The role as a CloudFormation template', text: 'npm run -s trailwatch -- policy --format cloudformation' },
];

function Refusal({ row, view }: { row: AccountRow; view: View }) {
  const { refusedSince, refusedCode, refusedMessage, refusals, tryAt } = row;
  if (refusedSince === null) return null;
  return (
    <div className="grid gap-1 border-t border-line pt-2 text-12">
      <p>
        Refused {formatCount(refusals, 'time', 'times')} in a row, for <Since at={refusedSince} moment={view} />.{' '}
        {refusals >= opensAfter ? 'Its passes rest; the role is' : 'It is'} asked for again
        {tryAt !== null && (
          <>
            {' '}
            at <Instant at={tryAt} moment={view} seconds />
          </>
        )}
        .
      </p>
      <p className="break-words text-ink-3">
        {refusedCode}: {refusedMessage}
      </p>
    </div>
  );
}

/** Whether the role of an account can be assumed, since when not, and what to run about it. */
export const SessionPanel = ({ row, view }: { row: AccountRow; view: View }) => (
  <Panel title="Role and session">
    <Facts
      facts={[
        { label: 'Session had', value: row.provedAt === null ? own : <Instant at={row.provedAt} moment={view} seconds /> },
        { label: 'Session until', value: row.expiresAt === null ? own : <Instant at={row.expiresAt} moment={view} seconds /> },
      ]}
    />
    <Refusal row={row} view={view} />
    <ul className="grid gap-2 border-t border-line pt-2 text-12">
      {commandsOf(row.id).map(({ what, text }) => (
        <li key={what} className="grid gap-0.5">
          <span className="flex flex-wrap items-center gap-x-3 text-ink-2">
            {what}
            <CopyButton text={text} label="Copy" kind="quiet" />
          </span>
          <code className="font-mono break-all text-ink">{text}</code>
        </li>
      ))}
    </ul>
  </Panel>
);
