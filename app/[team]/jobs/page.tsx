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
import { firstValue, hrefWith, parseColumns, parseSort } from '#components/url/search.ts';
import type { Search } from '#components/url/view-query.ts';
import { requireViewer } from '#lib/auth/session.ts';
import { paths } from '#lib/catalog/paths.ts';
import { isResourceKind, kindRow } from '#lib/catalog/resource-kinds.ts';
import { words } from '#lib/catalog/words.ts';
import { formatCount, formatInstant } from '#lib/format.ts';
import { cursorText, type JobCursor, jobSorts, listJobs, parseJobCursor } from '#lib/queries/job-pages.ts';
import { countJobs, type JobCounts, mostCounted, parseJobFilter } from '#lib/queries/jobs.ts';
import { settle } from '#lib/queries/settle.ts';

export const metadata: Metadata = { title: 'Jobs' };

type Props = { params: Promise<{ team: string }>; searchParams: Promise<Search> };

/** "741 jobs in this window: 722 completed, 6 failed, 11 running"; of more than can be counted in a moment the newest. */
function sentence(counts: JobCounts): string {
  const tally = new Map<string, number>();
  for (const { value, count } of counts.status) {
    const id = statusWord(value);
    const word = id === null || id === 'unknown' ? value : words[id].word;
    tally.set(word, (tally.get(word) ?? 0) + count);
  }
  const total = [...tally.values()].reduce((sum, count) => sum + count, 0);
  const told = [...tally].map(([word, count]) => `${count} ${word}`).join(', ');
  if (counts.isCut)
    return `More than ${formatCount(mostCounted, 'job', 'jobs')} in this window; of the newest ${mostCounted}: ${told}`;
  return `${formatCount(total, 'job', 'jobs')} in this window${total === 0 ? '' : `: ${told}`}`;
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
  const cursor = parseJobCursor(firstValue(search, 'page'), sort);
  const rows = settle(listJobs(scope, ask, { ...sort, cursor }));
  const turn = (to: JobCursor): string => hrefWith(path, search, { page: cursorText(to) });
  const exports = exportLinks('jobs', team, search);
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
        {({ rows: jobs, next, former }) => (
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
              <span className="flex flex-wrap items-center gap-x-5 [&>a]:inline-flex [&>a]:min-h-9 [&>a]:items-center">
                <span>
                  {formatCount(jobs.length, 'job', 'jobs')} shown{former === null && next === null ? '' : ', a page of the list'}
                </span>
                {former && <Link href={turn(former)}>Former page</Link>}
                {next && <Link href={turn(next)}>Next page</Link>}
                {cursor && <Link href={hrefWith(path, search, { page: null })}>First page</Link>}
              </span>
            }
          >
            <JobTable
              jobs={jobs}
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
