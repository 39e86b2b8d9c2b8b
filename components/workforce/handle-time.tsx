import { PanelHead } from '#components/ui/panel.tsx';
import { PanelEmpty } from '#components/ui/panel-states.tsx';
import { Picture } from '#components/ui/picture.tsx';
import { rectangle } from '#components/ui/rectangle.ts';
import { formatDuration, formatFigure } from '#lib/format.ts';
import type { FloorFigures, HandleBin } from '#lib/queries/workforce.ts';

const [width, height] = [560, 120];

/** The true lower edge of a bin, whose seconds are rounded for reading. */
const edge = (seconds: number): number => 1.5 ** Math.round(Math.log(seconds) / Math.log(1.5));

/** How long tasks take from accept to submit, on a scale that grows by half. */
export function HandleTime({ bins, figures }: { bins: readonly HandleBin[]; figures: Pick<FloorFigures, 'p50' | 'p90'> }) {
  const total = bins.reduce((sum, bin) => sum + bin.count, 0);
  const title = { title: 'Handle time', subtitle: 'tasks, accept to submit' };
  const [first, last] = [bins[0], bins.at(-1)];
  if (!first || !last) return <PanelEmpty {...title} sentence="Nobody submitted a task in this window." />;
  const most = Math.max(...bins.map(({ count }) => count));
  const [low, high] = [Math.log(edge(first.seconds)), Math.log(edge(last.seconds) * 1.5)];
  const x = (seconds: number) => (width * (Math.log(Math.max(1, seconds)) - low)) / Math.max(0.01, high - low);
  const marks = [
    { label: 'p50', value: figures.p50 },
    { label: 'p90', value: figures.p90 },
  ].filter((mark): mark is { label: string; value: number } => mark.value !== null);
  const bars = bins
    .map(({ seconds, count }) => {
      const tall = Math.max(1, (count / most) * (height - 4));
      const from = x(edge(seconds));
      return rectangle(from, height - tall, Math.max(1, x(edge(seconds) * 1.5) - from - 2), tall);
    })
    .join('');
  return (
    <section aria-label="Handle time" className="panel">
      <PanelHead {...title} right={`n ${formatFigure(total, 'count').text}`} />
      <p className="pb-2 text-12 text-ink-2">
        {marks.map(({ label, value }) => `${label} ${formatDuration(value * 1000)}`).join(', ')}
      </p>
      <Picture
        width={width}
        height={height}
        className="block h-32 w-full"
        label={`Handle times from ${formatDuration(first.seconds * 1000)} to ${formatDuration(last.seconds * 1500)}`}
        paths={[
          { d: `M0 2h${width}M0 ${height / 2}h${width}`, stroke: 'var(--line)' },
          { d: bars, fill: 'var(--ghost)' },
          {
            d: marks.map(({ value }) => `M${x(value).toFixed(1)} 0v${height}`).join(''),
            stroke: 'var(--text)',
            strokeWidth: 1.5,
          },
        ]}
      />
      <div aria-hidden="true" className="figures flex justify-between pt-1 text-11 text-ink-3">
        <span>{formatDuration(first.seconds * 1000)}</span>
        <span>{formatDuration(Math.sqrt(first.seconds * last.seconds) * 1000)}</span>
        <span>{formatDuration(last.seconds * 1500)}</span>
      </div>
      <p className="pt-2 text-12 text-ink-2">Too fast asks for quality, too slow for better instructions.</p>
    </section>
  );
}
