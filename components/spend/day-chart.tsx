import { ExportLinks } from '#components/ui/actions.tsx';
import { Panel } from '#components/ui/panel.tsx';
import { Picture, type PicturePath } from '#components/ui/picture.tsx';
import { rectangle } from '#components/ui/rectangle.ts';
import { formatInstant, formatMoney } from '#lib/format.ts';
import type { Spend } from '#lib/queries/spend.ts';
import { dayMs } from '#lib/time.ts';

const height = 120;
const headRoom = 8;

const parts = [
  { name: 'five statistics of a metric as one', fill: 'var(--s1)', swatch: 'bg-s1' },
  { name: 'more, if every statistic is billed', fill: 'var(--line-3)', swatch: 'bg-line-3' },
] as const;

/** Bars of the days so far, the dearer reading on top of the other, and what a day may cost on average. */
function drawn({ days, month, budgetUsd }: Spend): { paths: PicturePath[]; words: string } {
  const count = (month.to - month.from) / dayMs;
  const most = Math.max(0, ...days.map(({ statistic }) => statistic));
  const perDay = budgetUsd === null ? null : budgetUsd / count;
  // A budget far above all bars would flatten them: then its line is left to the words.
  const isInSight = perDay !== null && perDay > 0 && perDay < 3 * most;
  const top = Math.max(most, isInSight ? perDay : 0) || 1;
  const y = (usd: number): number => headRoom + (height - headRoom) * (1 - usd / top);
  const step = 1000 / count;
  const bars = (from: (day: Spend['days'][number]) => number, to: (day: Spend['days'][number]) => number): string =>
    days
      .flatMap((day, index) =>
        to(day) > from(day)
          ? [rectangle((index + 0.1) * step, y(to(day)), 0.8 * step, Math.max(0.5, y(from(day)) - y(to(day))))]
          : [],
      )
      .join('');
  return {
    words: `at most ${formatMoney(most)} a day${perDay === null ? '' : `; ${isInSight ? 'dashed' : 'not drawn'}: ${formatMoney(perDay)}, the budget of a day`}`,
    paths: [
      {
        d: bars(
          () => 0,
          (day) => day.metric,
        ),
        fill: parts[0].fill,
      },
      {
        d: bars(
          (day) => day.metric,
          (day) => day.statistic,
        ),
        fill: parts[1].fill,
      },
      { d: `M0 ${height - 0.5}h1000`, stroke: 'var(--line-2)' },
      ...(isInSight ? [{ d: `M0 ${y(perDay).toFixed(1)}h1000`, stroke: 'var(--degraded)', dashed: true }] : []),
    ],
  };
}

/** What each day of the month cost. */
export function DayChart({ spend, exports }: { spend: Spend; exports: { csv: string; json: string } }) {
  const { paths, words } = drawn(spend);
  const { days, month } = spend;
  const ticks = [1, 6, 11, 16, 21, 26];
  return (
    <Panel
      title="Day by day"
      subtitle={
        <span className="inline-flex flex-wrap gap-x-3">
          {parts.map(({ name, swatch }) => (
            <span key={name} className="inline-flex items-center gap-1.5">
              <span aria-hidden="true" className={`inline-block size-2.5 ${swatch}`} />
              {name}
            </span>
          ))}
        </span>
      }
      right={
        <span className="inline-flex flex-wrap items-baseline gap-x-2">
          {words}
          <ExportLinks {...exports} />
        </span>
      }
    >
      <Picture
        width={1000}
        height={height}
        className="block h-30 w-full"
        label={`Price of each day: ${days.map((day) => `${day.day} ${formatMoney(day.statistic)}`).join(', ')}`}
        paths={paths}
      />
      <div aria-hidden="true" className="figures grid grid-cols-6 pt-1 text-11 text-ink-3">
        {ticks.map((day) => (
          <span key={day} className="truncate border-l border-line-2 pl-1">
            {formatInstant(month.from + (day - 1) * dayMs, { zone: 'utc', now: month.from + 400 * dayMs }).slice(0, 6)}
          </span>
        ))}
      </div>
    </Panel>
  );
}
