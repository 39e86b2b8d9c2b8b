import { Absent } from '#components/ui/absent.tsx';
import { Figure } from '#components/ui/figure.tsx';
import { Panel } from '#components/ui/panel.tsx';
import { Word } from '#components/ui/word.tsx';
import type { View } from '#components/url/view.ts';
import { formatFigure, formatSpan } from '#lib/format.ts';
import type { Sources } from '#lib/queries/workforce-sources.ts';

const percent = (share: number): string => `${formatFigure(100 * share, '%').text} %`;

/** "metrics 812, log 844, counters 840: differ by 3.8 %". */
export function SourcesWord({ sources }: { sources: Sources }) {
  const { metrics, log, counters, differ } = sources;
  const figure = (value: number | null) => (value === null ? 'none' : formatFigure(value, 'count').text);
  if (differ === null) return null;
  return (
    <span className="chip text-12">
      <Word
        word={differ > 0.02 ? 'unknown' : 'healthy'}
        label={`metrics ${figure(metrics)}, log ${figure(log)}, counters ${figure(counters)}: differ by ${percent(differ)}`}
      />
    </span>
  );
}

function missing({ metrics, log, counters, twice }: Sources): string[] {
  const truth = counters ?? log - twice;
  return [
    ...(metrics !== null && truth > metrics ? [`Metrics miss ${truth - metrics}: SageMaker delivers them best effort.`] : []),
    ...(twice > 0 ? [`The log counts ${twice} tasks twice.`] : []),
    ...(counters === null
      ? ['LabelCounters were not read at both ends of this window yet; the log stands for the truth until they are.']
      : []),
  ];
}

/** Submitted tasks as three sources count them, for the same stretch of time. */
export function SourcesPanel({ sources, view }: { sources: Sources; view: View }) {
  const rows = [
    { label: 'Workteam metrics', value: sources.metrics, note: 'best effort' },
    {
      label: 'WorkerActivity log',
      value: sources.log,
      note: sources.twice > 0 ? `${sources.twice} written twice` : 'each task once',
    },
    { label: 'LabelCounters', value: sources.counters, note: 'taken as the truth' },
  ];
  return (
    <Panel
      title={`Three sources, ${formatSpan(sources.from, sources.to, view)}`}
      right={sources.differ === null ? 'tasks' : `differ by ${percent(sources.differ)}`}
    >
      <dl className="grid grid-cols-1 text-12">
        {rows.map(({ label, value, note }) => (
          <div key={label} className="flex flex-wrap items-baseline gap-x-3 py-[3px]">
            <dt className="whitespace-nowrap">{label}</dt>
            <dd className="ml-auto flex items-baseline gap-3">
              {value === null ? (
                <Absent absence="not_collected" why="Nothing of this source is stored for this window." />
              ) : (
                <Figure value={value} />
              )}
              <span className="w-28 text-right text-ink-3">{note}</span>
            </dd>
          </div>
        ))}
      </dl>
      {missing(sources).map((sentence) => (
        <p key={sentence} className="pt-1 text-12 text-ink-2">
          {sentence}
        </p>
      ))}
    </Panel>
  );
}
