import { Bar } from '#components/ui/bar.tsx';
import { Facts } from '#components/ui/facts.tsx';
import { Figure } from '#components/ui/figure.tsx';
import { Panel } from '#components/ui/panel.tsx';
import { AsOf, Instant } from '#components/ui/time.tsx';
import { Word } from '#components/ui/word.tsx';
import type { View } from '#components/url/view.ts';
import { formatCount, formatDuration, formatMoney } from '#lib/format.ts';
import type { Past, PastFill, PastNeed } from '#lib/queries/past.ts';
import { FillHistory, StopHistory } from './history-actions.tsx';

export type HistoryPanelProps = {
  past: Past;
  view: View;
  names: ReadonlyMap<string, string>;
  /** The viewer may approve it, and looks at the present. */
  canFill: boolean;
};

const least = (usd: number): string => (usd > 0 && usd < 0.01 ? 'less than $0.01' : formatMoney(usd));
const spanOf = (usd: PastNeed['usd']): string =>
  least(usd.metric) === least(usd.statistic) ? least(usd.statistic) : `${least(usd.metric)} to ${least(usd.statistic)}`;

const words = {
  running: { word: 'changing', label: 'being filled' },
  finished: { word: 'healthy', label: 'filled' },
  stopped: { word: 'partial', label: 'stopped' },
  failed: { word: 'failing', label: 'not all of it came' },
} as const;

/** Where it has to wait, or was refused. Places with the same reason stand together. */
function Held({ fill, names }: { fill: PastFill; names: HistoryPanelProps['names'] }) {
  const groups = [...Map.groupBy(fill.held, ({ reason }) => reason)];
  if (groups.length === 0) return null;
  return (
    <ul className="grid gap-1 text-12">
      {groups.map(([reason, places]) => (
        <li key={reason} className="min-w-0 break-words">
          <Word word={fill.state === 'failed' ? 'failing' : 'late'} label={fill.state === 'failed' ? 'refused' : 'waits'} />{' '}
          <span className="text-ink-2">
            {places.map(({ account, region }) => `${names.get(account) ?? account}, ${region}`).join('; ')}: {reason}
          </span>
        </li>
      ))}
    </ul>
  );
}

function Running({ fill, names, canFill }: { fill: PastFill } & Pick<HistoryPanelProps, 'names' | 'canFill'>) {
  const percent = `${Math.floor(100 * fill.share)} %`;
  const left =
    fill.leftSeconds === null ? 'how long it takes is not known yet' : `about ${formatDuration(1000 * fill.leftSeconds)} left`;
  return (
    <div className="grid gap-2 text-12">
      <Bar share={fill.share} label={`${percent} of the points filled`} />
      <p className="text-ink-2">
        <span className="figures text-ink">{percent}</span>, {fill.doneCalls} of {formatCount(fill.calls, 'call', 'calls')},{' '}
        {left}. {spanOf(fill.doneUsd)} of {spanOf(fill.usd)} so far.
      </p>
      <Held fill={fill} names={names} />
      {canFill && <StopHistory />}
    </div>
  );
}

function Missing({ need, canFill, view }: { need: PastNeed } & Pick<HistoryPanelProps, 'canFill' | 'view'>) {
  return (
    <div className="grid gap-2 text-12">
      <p className="text-ink-2">
        CloudWatch still has 15 days by the minute, 63 by 5 minutes and 455 by the hour. Of that, what was before live collection
        is not here yet.
      </p>
      <Facts
        facts={[
          {
            label: 'Missing',
            value: `${formatCount(need.series, 'series', 'series')} in ${formatCount(need.places, 'place', 'places')}`,
          },
          ...(need.oldestAt === null ? [] : [{ label: 'Back to', value: <Instant at={need.oldestAt} moment={view} /> }]),
          { label: 'Calls', value: <Figure value={need.calls} /> },
          { label: 'Points asked for', value: <Figure value={need.points} strong={false} /> },
          { label: 'Five statistics as one', value: least(need.usd.metric) },
          { label: 'Every statistic by itself', value: least(need.usd.statistic) },
          { label: 'Takes at least', value: formatDuration(Math.max(1000, 1000 * need.seconds)) },
        ]}
      />
      {canFill ? (
        <FillHistory upToUsd={need.usd.statistic} price={least(need.usd.statistic)} />
      ) : (
        <p className="text-ink-3">An operator or an administrator approves it.</p>
      )}
    </div>
  );
}

/** How the last filling ended. */
function Ended({ fill, names, view }: { fill: PastFill } & Pick<HistoryPanelProps, 'names' | 'view'>) {
  return (
    <div className="grid gap-1 pb-2 text-12">
      <p className="text-ink-2">
        <Word {...words[fill.state]} /> <Instant at={fill.endedAt ?? fill.approvedAt} moment={view} />, approved by{' '}
        {fill.approvedBy}: {fill.doneCalls} of {formatCount(fill.calls, 'call', 'calls')}, {spanOf(fill.doneUsd)}.
        {fill.state === 'stopped' && fill.reason && ` ${fill.reason}`}
      </p>
      {fill.state === 'failed' && <Held fill={fill} names={names} />}
    </div>
  );
}

/** What CloudWatch still has of before live collection: what is missing, its price, and how far it is filled. */
export function HistoryPanel({ past: { need, fill }, view, names, canFill }: HistoryPanelProps) {
  const isRunning = fill?.state === 'running';
  const isReckoned = need !== null && need.plannedAt >= (fill?.endedAt ?? 0);
  return (
    <Panel
      title="History"
      subtitle={isRunning ? `approved by ${fill.approvedBy}` : undefined}
      right={isReckoned && !isRunning ? <AsOf at={need.plannedAt} moment={view} /> : undefined}
    >
      {fill && !isRunning && <Ended {...{ fill, names, view }} />}
      {isRunning && <Running {...{ fill, names, canFill }} />}
      {!isRunning && isReckoned && need.calls > 0 && <Missing {...{ need, canFill, view }} />}
      {!isRunning && isReckoned && need.calls === 0 && (
        <p className="text-12 text-ink-2">Nothing is missing: all that CloudWatch still has is here.</p>
      )}
      {!isRunning && need && !isReckoned && (
        <p className="text-12 text-ink-2">What is left is being reckoned: a worker does it within a minute.</p>
      )}
      {!isRunning && !need && (
        <p className="text-12 text-ink-2">Not reckoned yet: a worker does it when it has first looked at a place.</p>
      )}
    </Panel>
  );
}
