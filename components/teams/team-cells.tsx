import { Absent } from '#components/ui/absent.tsx';
import { Figure } from '#components/ui/figure.tsx';
import { HoverCard } from '#components/ui/hover-card.tsx';
import { Sparkline } from '#components/ui/sparkline.tsx';
import { Word } from '#components/ui/word.tsx';
import { healthWords } from '#lib/catalog/health.ts';
import { formatCount, formatDuration, formatQuantity } from '#lib/format.ts';
import type { TeamRow, WorstFigure } from '#lib/queries/teams.ts';
import { short } from './short.ts';

export const None = () => <span className="font-text text-ink-3">none</span>;

/** The team's word with its rule on hover, and the sentence that earned it. */
export function HealthSentence({ row, now }: { row: TeamRow; now: number }) {
  return (
    <span className="two-lines text-13 text-ink-2">
      <HoverCard
        card={
          <>
            {healthWords[row.word].says}
            {row.since !== null && <> For {formatDuration(now - row.since)}.</>}
          </>
        }
      >
        <Word word={row.word} />
      </HoverCard>{' '}
      {row.subject !== null && <b className="font-mid text-ink">{row.subject}</b>}{' '}
      <span title={row.sentence}>{short(row.sentence)}</span>
    </span>
  );
}

/** The worst endpoint's figure with its last 24 h; the word instead where there is none. */
export function WorstCell({ figure, unit, what }: { figure: WorstFigure; unit: string; what: string }) {
  if (figure === null) return <None />;
  if ('absence' in figure) return <Absent absence={figure.absence} />;
  const limit = figure.limit === null ? '' : `, limit ${formatQuantity(figure.limit, unit)}`;
  return (
    <span className="inline-flex items-center justify-end gap-2" title={figure.endpoint}>
      <Sparkline
        values={figure.spark}
        {...(figure.limit === null ? {} : { limit: figure.limit })}
        tone={figure.isBeyond ? 'failing' : 'plain'}
        label={`${what} of ${figure.endpoint} in 24 h: now ${formatQuantity(figure.value, unit)}${limit}`}
      />
      <span className="min-w-16">
        <Figure value={figure.value} unit={unit} />
      </span>
    </span>
  );
}

export const holdingWords = ({ holdings: { endpoints, workteams, nodes } }: TeamRow): string =>
  endpoints > 0 || (workteams === 0 && nodes === 0)
    ? formatCount(endpoints, 'endpoint', 'endpoints')
    : workteams > 0
      ? formatCount(workteams, 'workteam', 'workteams')
      : formatCount(nodes, 'node', 'nodes');
