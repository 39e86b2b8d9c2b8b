import { TimeAxis } from '#components/chart/time-axis.tsx';
import type { Column } from '#components/table/column.ts';
import { DataTable } from '#components/table/data-table.tsx';
import { TableFrame } from '#components/table/table-frame.tsx';
import { Link } from '#components/ui/link.tsx';
import { Picture } from '#components/ui/picture.tsx';
import { Instant } from '#components/ui/time.tsx';
import type { Hop } from '#lib/audit/sessions/hop.ts';
import { type StudioDomain, type StudioUser, studioUserOf } from '#lib/audit/sessions/studio.ts';
import { formatCount, formatFigure, formatSpan } from '#lib/format.ts';
import type { AuditCoverage } from '#lib/queries/audit-coverage.ts';
import type { AuditSessions } from '#lib/queries/audit-sessions.ts';
import { type Context, eventsHref } from './activity-href.ts';
import { laneHeight, lanePaths, laneWidth } from './lane-paths.ts';
import { filterOf, SessionCell, type SessionRow } from './session-row.tsx';
import { StudioNote } from './studio-note.tsx';
import { uncoveredOf } from './uncovered.ts';

export type SessionsPanelProps = Context & {
  sessions: AuditSessions;
  coverage: readonly AuditCoverage[];
  domains: readonly StudioDomain[];
  accountName: (id: string) => string;
  exports: { csv: string; json: string };
};

const figure = (count: number): string => formatFigure(count, 'count').text;
const none = <span className="text-ink-3">none</span>;

const workOf = ({ sessions: { work } }: SessionsPanelProps, { hop }: SessionRow) => work.get(hop.lane.id);

const mostTicks = 6;
/** The axis of all lanes is written again so often. */
const axisEvery = 8;

function LaneCell({ row, ...props }: SessionsPanelProps & { row: SessionRow }) {
  const { view, coverage, accountName } = props;
  const { hop } = row;
  const work = workOf(props, row);
  if (!work) return null;
  const { stretches, isCollected } = uncoveredOf(coverage, hop.lane.accounts, view);
  const expiresAt = hop.opener.kind === 'handed' ? hop.opener.handover.expiresAt : null;
  const missing = isCollected
    ? stretches.map((one) => formatSpan(one.from, one.to, view)).join(' and ')
    : 'all of it: an account that is not collected';
  const label = `${figure(work.reads)} reads, ${figure(work.writes)} changes, ${figure(work.denied)} refused, ${figure(work.failed)} failed, ${formatSpan(hop.lane.firstAt, hop.lane.lastAt, view)}${stretches.length > 0 ? `; not complete: ${missing}` : ''}`;
  return (
    <span className="block w-full min-w-64 py-1" title={hop.lane.accounts.map(accountName).join(', ')}>
      {row.hasAxis && <TimeAxis view={view} most={mostTicks} />}
      <Picture
        width={laneWidth}
        height={laneHeight}
        className="block h-6 w-full border-y border-line"
        label={label}
        paths={lanePaths({ ...view, bins: work.bins, beganAt: hop.lane.beganAt, expiresAt, uncovered: stretches })}
      />
      <span className="block text-11 text-ink-3">
        <Instant at={hop.lane.firstAt} moment={view} seconds /> to <Instant at={hop.lane.lastAt} moment={view} seconds />
      </span>
    </span>
  );
}

/** A figure that leads to the events that it counts. */
function Count({ count, href, isBad = false }: { count: number; href: string; isBad?: boolean }) {
  if (count === 0) return none;
  return (
    <Link className={isBad ? 'text-failing hover:underline' : 'text-ink hover:underline'} href={href}>
      {figure(count)}
    </Link>
  );
}

/** Who used Studio in a session, where its role is one that Studio’s users share. */
function studioUserIn({ domains }: SessionsPanelProps, { lane }: Hop): StudioUser | null {
  const shared = domains.filter(({ account, role }) => role === lane.through && lane.accounts.includes(account));
  return studioUserOf(shared, lane.sourceIdentity);
}

/** Domains that do not say who used them, each once: what would tell is said over the table. */
function silentDomains(props: SessionsPanelProps): StudioUser[] {
  const users = props.sessions.chains.flatMap(({ hops }) => hops.flatMap((hop) => studioUserIn(props, hop) ?? []));
  const silent = users.filter(({ kind }) => kind === 'untold');
  return [...new Map(silent.map((user) => [`${user.domain.account} ${user.domain.region} ${user.domain.name}`, user])).values()];
}

function Session({ row, ...props }: SessionsPanelProps & { row: SessionRow }) {
  const user = studioUserIn(props, row.hop);
  return (
    <div className="min-w-0">
      <SessionCell row={row} context={props} accountName={props.accountName} />
      {user && (
        <div className="max-w-[72ch] pb-1 text-12 font-text whitespace-normal">
          {user.kind === 'untold' ? (
            <span className="text-unknown">Which user of {user.domain.title} this was cannot be told: see over the table.</span>
          ) : (
            <StudioNote user={user} team={props.team} view={props.view} />
          )}
        </div>
      )}
    </div>
  );
}

const columns = (props: SessionsPanelProps): Column<SessionRow>[] => {
  const events = (row: SessionRow, more: Record<string, string>): string => eventsHref(props, { ...filterOf(row.hop), ...more });
  return [
    { id: 'session', label: 'Session', kind: 'lead', cell: (row) => <Session row={row} {...props} /> },
    { id: 'lane', label: 'In time', kind: 'wide', cell: (row) => <LaneCell row={row} {...props} /> },
    {
      id: 'reads',
      label: 'Reads',
      kind: 'figure',
      cell: (row) => <Count count={workOf(props, row)?.reads ?? 0} href={events(row, { mode: 'read', result: 'ok' })} />,
    },
    {
      id: 'writes',
      label: 'Changes',
      kind: 'figure',
      cell: (row) => <Count count={workOf(props, row)?.writes ?? 0} href={events(row, { mode: 'write', result: 'ok' })} />,
    },
    {
      id: 'denied',
      label: 'Refused',
      kind: 'figure',
      cell: (row) => <Count isBad count={workOf(props, row)?.denied ?? 0} href={events(row, { result: 'denied' })} />,
    },
    {
      id: 'failed',
      label: 'Failed',
      kind: 'figure',
      cell: (row) => <Count count={workOf(props, row)?.failed ?? 0} href={events(row, { result: 'failed' })} />,
    },
  ];
};

const shapes = [
  { d: `M0 4h16v4h-16z`, word: 'reads', fill: 'var(--text-3)' },
  { d: `M4 0h5v12h-5z`, word: 'changes', fill: 'var(--text)' },
  { d: 'M3 1l9 10M12 1l-9 10', word: 'refused', stroke: 'var(--failing)' },
  { d: 'M8 1l6 10h-12z', word: 'failed', stroke: 'var(--degraded)' },
  { d: 'M7 1h-5v10h5', word: 'session begins', stroke: 'var(--text-2)' },
  { d: 'M8 1h5v10h-5', word: 'credentials end', stroke: 'var(--text-2)' },
  { d: 'M1 12l4 -12M7 12l4 -12M13 12l3 -9', word: 'events may be missing', stroke: 'var(--unknown)' },
] as const;

const Legend = () => (
  <span className="inline-flex flex-wrap gap-x-3 gap-y-1">
    {shapes.map(({ word, ...path }) => (
      <span key={word} className="inline-flex items-center gap-1.5">
        <Picture width={16} height={12} className="h-3 w-4" paths={[path]} />
        {word}
      </span>
    ))}
  </span>
);

/** What stands over the table: how many sessions, and what is left out. */
function countWords({ found, hidden, isCut, own }: AuditSessions): string {
  const parts = [
    own.size < found ? `the newest ${own.size} of ${figure(found)} sessions` : formatCount(found, 'session', 'sessions'),
    ...(isCut ? ['older ones were not counted'] : []),
    ...(hidden > 0 ? [`${formatCount(hidden, 'session', 'sessions')} of people who are not yours to follow left out`] : []),
  ];
  return parts.join(', ');
}

/** Sessions as lanes on one axis of time, each behind the one that opened it: which key, shared event or source identity says so. */
export function SessionsPanel(props: SessionsPanelProps) {
  const { sessions, exports } = props;
  const rows = sessions.chains
    .flatMap((chain) => chain.hops.map((hop, index) => ({ chain, hop, isFirst: index === 0 })))
    .map((row, index): SessionRow => ({ ...row, hasAxis: index % axisEvery === 0 }));
  const silent = silentDomains(props);
  return (
    <TableFrame
      title="Sessions"
      subtitle={countWords(sessions)}
      exports={exports}
      foot={
        <span className="grid gap-1">
          <Legend />
          <span>
            A session’s name is its caller’s choice: sessions of one name stand apart unless a key or a shared event ID ties them.
            A source identity stays the same over every role that is assumed, and Identity Center names its sessions itself.
          </span>
        </span>
      }
    >
      {silent.length > 0 && (
        <div className="grid max-w-[110ch] gap-2 px-(--gutter) pb-3">
          {silent.map((user) => (
            <StudioNote key={`${user.domain.account} ${user.domain.name}`} user={user} team={props.team} view={props.view} />
          ))}
        </div>
      )}
      <DataTable
        caption="Sessions, each behind the one that opened it"
        columns={columns(props)}
        rows={rows}
        rowKey={({ hop }) => hop.lane.id}
        height="tall"
        empty="No session has events in this window."
      />
    </TableFrame>
  );
}
