import { JobResult } from '#components/jobs/job-words.tsx';
import { statusWord } from '#components/resources/status-word.ts';
import type { Column } from '#components/table/column.ts';
import { FoldedTable } from '#components/table/folded-table.tsx';
import { TableFrame } from '#components/table/table-frame.tsx';
import { Link } from '#components/ui/link.tsx';
import { Instant } from '#components/ui/time.tsx';
import type { View } from '#components/url/view.ts';
import { paths } from '#lib/catalog/paths.ts';
import { words } from '#lib/catalog/words.ts';
import { formatCount, formatDuration } from '#lib/format.ts';
import type { TuningChild, TuningChildren } from '#lib/queries/biography-children.ts';
import { type ChildBar, ChildBars, type ChildLook } from './child-bars.tsx';
import { tracksOf } from './child-tracks.ts';
import { type Frame, stretchIn } from './lane-rows.ts';

export type ChildrenPanelProps = {
  of: TuningChildren;
  place: { account: string; region: string };
  frame: Frame;
  ticks: readonly number[];
  exports: { csv: string; json: string };
  team: string;
  view: View;
};

const openRows = 10;

const looks: readonly ChildLook[] = ['completed', 'failed', 'running', 'stopped'];

function lookOf(status: string | null): ChildLook {
  const word = statusWord(status);
  if (word === 'failed') return 'failed';
  if (word === 'completed') return 'completed';
  return word !== null && words[word].tone === 'changing' ? 'running' : 'stopped';
}

function barsOf({ of, place, frame, team, view }: ChildrenPanelProps): { bars: ChildBar[]; tracks: number } {
  const spans = of.shown.map((child) => ({ ...child, to: child.to ?? view.now }));
  const tracks = tracksOf(spans);
  const bars = spans.flatMap((child, index): ChildBar[] => {
    const stretch = stretchIn(child, frame);
    if (stretch === null) return [];
    const said = `${child.name}: ${child.status ?? 'no status'}, ${formatDuration(child.to - child.from)}`;
    const href = `${paths.biography(team, 'training_job', { ...place, name: child.name })}${view.query}`;
    return [{ ...stretch, track: tracks[index] ?? 0, look: lookOf(child.status), said, href }];
  });
  return { bars, tracks: Math.max(0, ...tracks) + 1 };
}

const columns = ({ place, team, view }: ChildrenPanelProps): Column<TuningChild>[] => [
  {
    id: 'name',
    label: 'Training job',
    kind: 'lead',
    cut: true,
    cell: ({ name }) => (
      <Link title={name} href={`${paths.biography(team, 'training_job', { ...place, name })}${view.query}`}>
        {name}
      </Link>
    ),
  },
  { id: 'status', label: 'Result', cell: ({ status }) => <JobResult status={status} failureReason={null} /> },
  { id: 'from', label: 'Created', cell: ({ from }) => <Instant at={from} moment={view} /> },
  {
    id: 'took',
    label: 'Took',
    kind: 'figure',
    cell: ({ from, to }) => `${formatDuration((to ?? view.now) - from)}${to === null ? ' so far' : ''}`,
  },
];

/** The training jobs that a tuning job started, on the axis of its own life; a track for each that ran beside others. */
export function ChildrenPanel(props: ChildrenPanelProps) {
  const { of, ticks, exports } = props;
  const { bars, tracks } = barsOf(props);
  const counts = looks.flatMap((look) => {
    const count = of.shown.filter(({ status }) => lookOf(status) === look).length;
    return count === 0 ? [] : [`${count} ${look}`];
  });
  const cut = of.total > of.shown.length ? `, the first ${of.shown.length} shown` : '';
  return (
    <TableFrame
      title="Training jobs it started"
      subtitle={`${formatCount(of.total, 'job', 'jobs')}${cut}: ${counts.join(', ') || 'none yet'}`}
      exports={exports}
    >
      {bars.length > 0 && (
        <div className="px-(--gutter) pb-2">
          <ChildBars bars={bars} tracks={tracks} ticks={ticks} label={`${of.shown.length} training jobs: ${counts.join(', ')}`} />
        </div>
      )}
      <FoldedTable
        caption="Training jobs it started"
        columns={columns(props)}
        rows={of.shown}
        rowKey={({ name }) => name}
        open={openRows}
        rest={(count) => `${count} more training jobs`}
        empty="None is in the inventory yet."
      />
    </TableFrame>
  );
}
