import { Link } from '#components/ui/link.tsx';
import { Panel } from '#components/ui/panel.tsx';
import { Instant } from '#components/ui/time.tsx';
import type { View } from '#components/url/view.ts';
import { paths } from '#lib/catalog/paths.ts';
import { formatDuration } from '#lib/format.ts';
import type { RunRow } from '#lib/queries/runs.ts';
import { RunStatus } from './run-words.tsx';

export type FormerRunsProps = { run: RunRow; former: readonly RunRow[]; team: string; view: View };

/** The looks of the same source before this one. */
export function FormerRuns({ run, former, team, view }: FormerRunsProps) {
  const { collector, account, region } = run;
  const all = `${paths.section(team, 'runs')}${view.query === '' ? '?' : `${view.query}&`}${new URLSearchParams({ collector, account, region })}`;
  return (
    <Panel title="Before it" subtitle="the same source" right={<Link href={all}>all of them</Link>}>
      {former.length === 0 ? (
        <p className="text-12 text-ink-2">No run of this source in the day before it.</p>
      ) : (
        <ul className="grid text-12">
          {former.map((one) => (
            <li key={one.id} className="flex items-baseline gap-3 py-1.5">
              <Link className="link figures inline-block shrink-0 leading-6" href={`${paths.run(team, one.id)}${view.query}`}>
                <Instant at={one.startedAt} moment={view} seconds />
              </Link>
              <RunStatus status={one.status} />
              <span className="ml-auto text-ink-3">
                {one.endedAt === null ? 'not ended' : formatDuration(one.endedAt - one.startedAt)}
              </span>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}
