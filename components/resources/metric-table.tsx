import type { ReactNode } from 'react';
import type { Column } from '#components/table/column.ts';
import { DataTable } from '#components/table/data-table.tsx';
import { TableFrame } from '#components/table/table-frame.tsx';
import { Absent } from '#components/ui/absent.tsx';
import { CopyCli } from '#components/ui/actions.tsx';
import { Figure } from '#components/ui/figure.tsx';
import { Sparkline } from '#components/ui/sparkline.tsx';
import { Instant } from '#components/ui/time.tsx';
import type { View } from '#components/url/view.ts';
import { table } from '#lib/catalog/table.ts';
import { formatCount } from '#lib/format.ts';
import type { MetricReading } from '#lib/queries/stored-metrics.ts';

const units = table<string>({
  Microseconds: 'µs',
  Milliseconds: 'ms',
  Seconds: 's',
  Percent: '%',
  Count: 'count',
  None: 'count',
});

const columns = (view: View): Column<MetricReading>[] => [
  {
    id: 'title',
    label: 'Metric',
    kind: 'lead',
    cell: (row) => (
      <span className="grid md:min-w-64">
        <span>{row.title}</span>
        <span className="text-11 font-text break-all text-ink-3">
          {row.namespace} {row.metric}
        </span>
      </span>
    ),
  },
  { id: 'subject', label: 'Of', cell: (row) => row.subject || <span className="whitespace-nowrap">the whole</span> },
  { id: 'statistic', label: 'Statistic', cell: (row) => row.statistic },
  { id: 'reading', label: 'Last value', kind: 'figure', cell: (row) => <Last row={row} /> },
  {
    id: 'at',
    label: 'Of the minute, or why not',
    kind: 'wide',
    cell: ({ reading }) =>
      'absence' in reading ? (
        <span className="text-12 text-ink-3">{reading.why}</span>
      ) : (
        <Instant at={reading.at} moment={view} />
      ),
  },
  {
    id: 'cli',
    label: 'Reproduce',
    cell: (row) =>
      row.cli === null ? <span className="text-12 text-ink-3">not asked</span> : <CopyCli command={row.cli} kind="quiet" />,
  },
];

function Last({ row: { reading, unit, title } }: { row: MetricReading }) {
  if ('absence' in reading) return <Absent {...reading} />;
  return (
    <span className="inline-flex items-center justify-end gap-2">
      <Sparkline values={reading.spark} label={`${title} in the page's window`} />
      <span className="min-w-20">
        <Figure value={reading.value} unit={units[unit] ?? unit} />
      </span>
    </span>
  );
}

/** Series of one resource: the last value of each, or the word why there is none. */
export function MetricTable({
  readings,
  view,
  asking,
  exports,
}: {
  readings: readonly MetricReading[];
  view: View;
  /** Whether CloudWatch is being asked for them. */
  asking?: ReactNode;
  exports: { csv: string; json: string };
}) {
  const there = readings.filter((one) => !('absence' in one.reading)).length;
  return (
    <TableFrame
      title={`${formatCount(readings.length, 'series', 'series')}`}
      subtitle={`${there} with data in the page's window, ${readings.length - there} with the word why not; values as CloudWatch stores them`}
      right={asking}
      exports={exports}
    >
      <DataTable
        caption="All metrics"
        columns={columns(view)}
        rows={readings}
        rowKey={(row) => `${row.namespace} ${row.metric} ${row.subject} ${row.statistic}`}
        height="tall"
        empty="Nothing is stored, and the catalogue holds no metric for it."
      />
    </TableFrame>
  );
}
