import type { Metadata } from 'next';
import { FailureTable } from '#components/runs/failure-table.tsx';
import { FormerRuns } from '#components/runs/former-runs.tsx';
import { RunHead } from '#components/runs/run-head.tsx';
import { figureName } from '#components/runs/run-words.tsx';
import { TableFrame } from '#components/table/table-frame.tsx';
import { Facts } from '#components/ui/facts.tsx';
import { Figure } from '#components/ui/figure.tsx';
import { Link } from '#components/ui/link.tsx';
import { Panel } from '#components/ui/panel.tsx';
import { PanelLoading } from '#components/ui/panel-states.tsx';
import { Soon } from '#components/ui/soon.tsx';
import { exportLinks } from '#components/url/export-links.ts';
import { readView } from '#components/url/read-view.ts';
import { hrefWith, parseCount } from '#components/url/search.ts';
import type { Search } from '#components/url/view-query.ts';
import { requireViewer } from '#lib/auth/session.ts';
import { paths } from '#lib/catalog/paths.ts';
import { formatCount } from '#lib/format.ts';
import { listRunFailures } from '#lib/queries/run-failures.ts';
import { getRun, listFormerRuns } from '#lib/queries/runs.ts';
import { settle } from '#lib/queries/settle.ts';
import { accountName } from '#lib/queries/setup.ts';
import { orNotFound } from '../../../or-not-found.ts';

type Props = { params: Promise<{ team: string; id: string }>; searchParams: Promise<Search> };

export const metadata: Metadata = { title: 'Run' };

export default async function RunPage({ params, searchParams }: Props) {
  const [encoded, view] = await Promise.all([params, readView(searchParams)]);
  const team = decodeURIComponent(encoded.team);
  const { search } = view;
  const { scope } = await requireViewer();
  const run = await getRun(scope, { id: decodeURIComponent(encoded.id), now: view.now }).catch(orNotFound);
  const path = paths.run(team, run.id);
  const after = parseCount(search, 'page', { fallback: 0, limit: 1_000_000 });
  const failures = settle(listRunFailures(scope, run, { after: after - 1 }));
  const former = settle(listFormerRuns(scope, run));
  const exports = exportLinks('run-failures', team, { ...search, run: String(run.id) });
  const figures = Object.entries(run.counts).map(([name, count]) => ({
    label: figureName(name),
    value: <Figure value={count} />,
  }));
  return (
    <>
      <RunHead run={run} view={view} accountName={accountName(run.account)} />
      <Soon of={failures} title="Failed calls" loading={<PanelLoading title="Failed calls" rows={4} rowHeight={48} />}>
        {(list) => (
          <TableFrame
            title="Failed calls"
            subtitle={run.failures === 0 ? 'none' : `${formatCount(run.failures, 'call', 'calls')}, ${run.open} not repaired`}
            exports={exports}
            {...(after > 0 || list.length === 200
              ? {
                  foot: (
                    <>
                      <span>
                        {list.length} of {run.failures} shown
                      </span>
                      {after > 0 && <Link href={hrefWith(path, search, { page: null })}>First</Link>}
                      {list.length === 200 && (
                        <Link href={hrefWith(path, search, { page: String((list.at(-1)?.seq ?? 0) + 1) })}>Next</Link>
                      )}
                    </>
                  ),
                }
              : {})}
          >
            <FailureTable run={run} failures={list} team={team} view={view} />
          </TableFrame>
        )}
      </Soon>
      <div className="panels">
        <Panel title="What it counted">
          {figures.length === 0 ? (
            <p className="text-12 text-ink-2">Nothing yet: figures are written when a run ends.</p>
          ) : (
            <Facts facts={figures} />
          )}
        </Panel>
        <Soon of={former} title="Before it" loading={<PanelLoading title="Before it" rows={6} />}>
          {(list) => <FormerRuns run={run} former={list} team={team} view={view} />}
        </Soon>
      </div>
    </>
  );
}
