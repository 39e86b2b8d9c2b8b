import type { Metadata } from 'next';
import { JobTable, jobColumnLabels, jobColumns, usualJobColumns } from '#components/jobs/job-table.tsx';
import { PhaseLegend } from '#components/jobs/phase-strip.tsx';
import { statusWord } from '#components/resources/status-word.ts';
import { ColumnChoice } from '#components/table/column-choice.tsx';
import { TableFrame } from '#components/table/table-frame.tsx';
import { FilterBar } from '#components/ui/filter-bar.tsx';
import { Link } from '#components/ui/link.tsx';
import { PageHead } from '#components/ui/page-head.tsx';
import { PanelLoading } from '#components/ui/panel-states.tsx';
import { Soon } from '#components/ui/soon.tsx';
import { exportLinks } from '#components/url/export-links.ts';
import { readView } from '#components/url/read-view.ts';
import { hrefWith, parseColumns, parseCount, parseSort } from '#components/url/search.ts';
import type { Search } from '#components/url/view-query.ts';
import { requireViewer } from '#lib/auth/session.ts';
import { paths } from '#lib/catalog/paths.ts';
import { isResourceKind, kindRow } from '#lib/catalog/resource-kinds.ts';
import { words } from '#lib/catalog/words.ts';
import { formatCount, formatInstant } from '#lib/format.ts';
import { countJobs, type JobCounts, jobLimit, jobSorts, listJobs, parseJobFilter } from '#lib/queries/jobs.ts';
import { settle } from '#lib/queries/settle.ts';

export const metadata: Metadata = { title: 'Jobs' };

type Props = { params: Promise<{ team: string }>; searchParams: Promise<Search> };

const pageSize = 100;

/** "741 ran: 722 completed, 6 failed, 11 running". */
function sentence(counts: JobCounts): string {
  const tally = new Map<string, number>();
  for (const { value, count } of counts.status) {
    const id = statusWord(value);
    const word = id === null || id === 'unknown' ? value : words[id].word;
    tally.set(word, (tally.get(word) ?? 0) + count);
  }
  const total = [...tally.values()].reduce((sum, count) => sum + count, 0);
  return `${formatCount(total, 'job', 'jobs')} in this window${total === 0 ? '' : `: ${[...tally].map(([word, count]) => `${count} ${word}`).join(', ')}`}`;
}

export default async function JobsPage({ params, searchParams }: Props) {
  const [{ team: encoded }, view] = await Promise.all([params, readView(searchParams)]);
  const team = decodeURIComponent(encoded);
  const { search } = view;
  const { scope } = await requireViewer();
  const path = paths.section(team, 'jobs');
  const filter = parseJobFilter(search);
  const sort = parseSort(search, jobSorts, { column: 'started', descending: true });
  const ask = { team, now: view.now, from: view.from, to: view.to, filter };
  const counts = await countJobs(scope, ask);
  const rows = settle(listJobs(scope, ask, sort));
  const exports = exportLinks('jobs', team, search);
  const page = parseCount(search, 'page', { fallback: 1, limit: jobLimit / pageSize });
  const chosen = parseColumns(search, jobColumns, usualJobColumns);
  const fields = [
    {
      name: 'kind',
      label: 'kind',
      options: counts.kind.map((one) => ({ ...one, label: isResourceKind(one.value) ? kindRow(one.value).many : one.value })),
    },
    { name: 'status', label: 'status', options: counts.status },
    { name: 'q', label: 'holds', placeholder: 'name or failure reason' },
  ];
  return (
    <>
      <PageHead title="Jobs" sentence={sentence(counts)}>
        <FilterBar path={path} search={search} fields={fields} />
      </PageHead>
      <Soon of={rows} title="Jobs" loading={<PanelLoading title="Jobs" rows={20} />}>
        {(jobs) => (
          <TableFrame
            title="Jobs"
            subtitle={<PhaseLegend />}
            exports={exports}
            columns={
              <ColumnChoice
                columns={jobColumns.map((id) => ({ id, label: jobColumnLabels[id] }))}
                chosen={chosen}
                path={path}
                search={search}
              />
            }
            foot={
              <span className="flex flex-wrap gap-x-5">
                <span>
                  {Math.min(pageSize, Math.max(0, jobs.length - (page - 1) * pageSize))} of {jobs.length} shown
                  {jobs.length === jobLimit && '; there are more: narrow the window or the filter'}
                </span>
                {page > 1 && <Link href={hrefWith(path, search, { page: String(page - 1) })}>Former page</Link>}
                {page * pageSize < jobs.length && (
                  <Link href={hrefWith(path, search, { page: String(page + 1) })}>Next page</Link>
                )}
              </span>
            }
          >
            <JobTable
              jobs={jobs.slice((page - 1) * pageSize, page * pageSize)}
              team={team}
              view={view}
              chosen={chosen}
              sorting={{ path, search, sort }}
              empty={`No job ran between ${formatInstant(view.from, view)} and ${formatInstant(view.to, view)}. Widen the window, or take a filter away.`}
            />
          </TableFrame>
        )}
      </Soon>
    </>
  );
}
