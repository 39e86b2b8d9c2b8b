import { Absent } from '#components/ui/absent.tsx';
import { Facts } from '#components/ui/facts.tsx';
import { Figure } from '#components/ui/figure.tsx';
import { Panel } from '#components/ui/panel.tsx';
import { formatDuration } from '#lib/format.ts';
import type { FloorFigures } from '#lib/queries/workforce.ts';

const nobody = <Absent absence="no_traffic" why="Nobody submitted a task in this window." />;

/** What people did in the window. */
export function FiguresPanel({ figures, windowMs }: { figures: FloorFigures; windowMs: number }) {
  const ended = figures.submitted + figures.declined + figures.returned;
  const share = (count: number) =>
    ended === 0 ? undefined : <span className="pl-2 text-ink-3">{Math.round((1000 * count) / ended) / 10} %</span>;
  const seconds = (value: number | null) => (value === null ? nobody : formatDuration(value * 1000));
  return (
    <Panel title="People's work" right="WorkerActivity log, window above">
      <Facts
        facts={[
          { label: 'People', value: <Figure value={figures.people} /> },
          { label: 'Accepted', value: <Figure value={figures.accepted} /> },
          {
            label: 'Submitted',
            value: (
              <>
                <Figure value={figures.submitted} />
                {share(figures.submitted)}
              </>
            ),
          },
          {
            label: 'Declined',
            value: (
              <>
                <Figure value={figures.declined} />
                {share(figures.declined)}
              </>
            ),
          },
          {
            label: 'Returned',
            value: (
              <>
                <Figure value={figures.returned} />
                {share(figures.returned)}
              </>
            ),
          },
          {
            label: 'Submitted per hour',
            value: <Figure value={figures.submitted / Math.max(1, windowMs / 3_600_000)} unit="per h" />,
          },
          { label: 'Time spent', value: figures.submitted === 0 ? nobody : formatDuration(figures.secondsSpent * 1000) },
          { label: 'A task, half under', value: seconds(figures.p50) },
          { label: 'A task, nine of ten under', value: seconds(figures.p90) },
        ]}
      />
    </Panel>
  );
}
