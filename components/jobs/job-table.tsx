import type { Column } from '#components/table/column.ts';
import { DataTable } from '#components/table/data-table.tsx';
import type { Sorting } from '#components/table/head-cell.tsx';
import { Link } from '#components/ui/link.tsx';
import { Instant } from '#components/ui/time.tsx';
import type { View } from '#components/url/view.ts';
import { principalLabel } from '#lib/catalog/audit-actions.ts';
import { paths } from '#lib/catalog/paths.ts';
import { kindRow } from '#lib/catalog/resource-kinds.ts';
import { formatDuration } from '#lib/format.ts';
import type { JobRecord } from '#lib/queries/jobs.ts';
import { JobResult } from './job-words.tsx';
import { PhaseStrip } from './phase-strip.tsx';

export type JobTableProps = {
  jobs: readonly JobRecord[];
  team: string;
  view: View;
  sorting?: Sorting;
  chosen?: readonly string[];
  empty: React.ReactNode;
};

export const jobColumns = ['name', 'kind', 'team', 'who', 'time', 'started', 'took', 'instance', 'status', 'reason'] as const;
export const usualJobColumns = jobColumns.filter((id) => id !== 'reason');

export const jobColumnLabels: Record<(typeof jobColumns)[number], string> = {
  name: 'Job',
  kind: 'Kind',
  team: 'Team',
  who: 'Who',
  time: 'Where its time went',
  started: 'Started',
  took: 'Took',
  instance: 'Instances',
  status: 'Result',
  reason: 'Failure reason',
};

const unknownAuthor = <span className="text-ink-3">not known</span>;

const cells = ({ team, view }: JobTableProps): Record<(typeof jobColumns)[number], Omit<Column<JobRecord>, 'id' | 'label'>> => ({
  name: {
    kind: 'lead',
    cut: true,
    sortable: true,
    cell: (job) => (
      <Link className="hover:underline" title={job.name} href={`${paths.job(team, job.kind, job)}${view.query}`}>
        {job.name}
      </Link>
    ),
  },
  kind: {
    sortable: true,
    cell: (job) => (
      <span className="whitespace-nowrap">{`${kindRow(job.kind).one.replace(/ (job|execution)$/, '')}${job.isSpot ? ', spot' : ''}`}</span>
    ),
  },
  team: { sortable: true, cell: (job) => <span className="whitespace-nowrap">{job.team}</span> },
  who: {
    cell: (job) =>
      job.who === null ? (
        unknownAuthor
      ) : (
        <span
          className="inline-block max-w-36 truncate align-bottom"
          title={job.through === null ? job.who : `${job.who} through ${job.through}`}
        >
          {principalLabel(job.who)}
        </span>
      ),
  },
  time: {
    kind: 'wide',
    cell: (job) => <PhaseStrip phases={job.phases} isFailed={/fail/i.test(job.status ?? '')} now={view.now} />,
  },
  started: {
    kind: 'figure',
    sortable: true,
    descendingFirst: true,
    cell: (job) =>
      job.startedAt === null ? <span className="text-ink-3">not started</span> : <Instant at={job.startedAt} moment={view} />,
  },
  took: {
    kind: 'figure',
    sortable: true,
    descendingFirst: true,
    cell: (job) => (job.durationMs === null ? <span className="text-ink-3">cannot tell</span> : formatDuration(job.durationMs)),
  },
  instance: {
    cell: (job) =>
      job.instanceType === null ? (
        <span className="text-ink-3">none of its own</span>
      ) : (
        <span className="whitespace-nowrap">{`${job.instanceCount ?? 1} × ${job.instanceType}`}</span>
      ),
  },
  status: {
    sortable: true,
    cell: (job) => (
      <JobResult status={job.status} failureReason={job.failureReason} read={{ at: job.lastSeenAt, now: view.now }} />
    ),
  },
  reason: {
    kind: 'wide',
    cut: true,
    cell: (job) =>
      job.failureReason === null ? (
        <span className="text-ink-3">none</span>
      ) : (
        <span title={job.failureReason}>{job.failureReason}</span>
      ),
  },
});

/** Jobs with where their time went. */
export function JobTable(props: JobTableProps) {
  const all = cells(props);
  const chosen = props.chosen ?? usualJobColumns;
  const columns = jobColumns
    .filter((id) => chosen.includes(id))
    .map((id): Column<JobRecord> => ({ id, label: jobColumnLabels[id], ...all[id] }));
  return (
    <DataTable
      caption="Jobs"
      columns={columns}
      rows={props.jobs}
      rowKey={(job) => `${job.account} ${job.region} ${job.kind} ${job.name}`}
      {...(props.sorting ? { sorting: props.sorting } : {})}
      empty={props.empty}
    />
  );
}
