import { JobResult } from '#components/jobs/job-words.tsx';
import type { Column } from '#components/table/column.ts';
import { DataTable } from '#components/table/data-table.tsx';
import { Absent } from '#components/ui/absent.tsx';
import { Bar } from '#components/ui/bar.tsx';
import { Figure } from '#components/ui/figure.tsx';
import { Link } from '#components/ui/link.tsx';
import { Age } from '#components/ui/time.tsx';
import type { View } from '#components/url/view.ts';
import { paths } from '#lib/catalog/paths.ts';
import type { LabelingRecord } from '#lib/queries/workforce.ts';

export type LabelingTableProps = { jobs: readonly LabelingRecord[]; team: string; view: View; empty: React.ReactNode };

const noCounters = <Absent absence="not_collected" why="The Describe answer held no LabelCounters." />;

export function Progress({ job }: { job: LabelingRecord }) {
  if (job.labeled === null || job.total === null) return noCounters;
  const share = job.total === 0 ? 0 : job.labeled / job.total;
  return <Bar share={share} label={`${Math.round(100 * share)} % labelled`} className="max-w-24 text-s1" />;
}

const unheard = <Absent absence="late" why="The log of who works was not read lately." />;

const columns = ({ team, view }: LabelingTableProps): Column<LabelingRecord>[] => [
  {
    id: 'name',
    label: 'Job',
    kind: 'lead',
    cut: true,
    cell: (job) => (
      <Link className="hover:underline" title={job.name} href={`${paths.labelingJob(team, job)}${view.query}`}>
        {job.name}
      </Link>
    ),
  },
  {
    id: 'status',
    label: 'Status',
    cell: (job) => <JobResult status={job.status} failureReason={job.failureReason} read={{ at: job.readAt, now: view.now }} />,
  },
  { id: 'task', label: 'Task', cut: true, cell: (job) => job.task ?? <span className="text-ink-3">not said</span> },
  { id: 'workteam', label: 'Workteam', cut: true, cell: (job) => job.workteam ?? <span className="text-ink-3">not said</span> },
  {
    id: 'labeled',
    label: 'Labelled',
    kind: 'figure',
    cell: (job) => (job.labeled === null || job.total === null ? noCounters : <Figure value={job.labeled} of={job.total} />),
  },
  { id: 'progress', label: 'Progress', cell: (job) => <Progress job={job} /> },
  { id: 'hour', label: 'Per hour', kind: 'figure', cell: (job) => (job.isUnheard ? unheard : <Figure value={job.perHour} />) },
  {
    id: 'active',
    label: 'Active workers',
    kind: 'figure',
    cell: (job) => (job.isUnheard ? unheard : <Figure value={job.active} of={job.people} />),
  },
  {
    id: 'work',
    label: 'Last work',
    kind: 'figure',
    cell: (job) =>
      job.lastWorkAt === null ? <span className="text-ink-3">none in 7 d</span> : <Age at={job.lastWorkAt} moment={view} />,
  },
];

/** Labeling jobs with counters from SageMaker and people from the WorkerActivity log. */
export const LabelingTable = (props: LabelingTableProps) => (
  <DataTable
    caption="Labeling jobs"
    columns={columns(props)}
    rows={props.jobs}
    rowKey={(job) => `${job.account} ${job.region} ${job.name}`}
    empty={props.empty}
  />
);
