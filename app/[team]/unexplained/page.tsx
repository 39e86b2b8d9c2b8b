import type { Metadata } from 'next';
import { CoverageLine } from '#components/audit/coverage-line.tsx';
import { PageHead } from '#components/ui/page-head.tsx';
import { PanelLoading } from '#components/ui/panel-states.tsx';
import { Settled } from '#components/ui/settled.tsx';
import { Soon } from '#components/ui/soon.tsx';
import { LooksLine } from '#components/unexplained/looks-line.tsx';
import { ChangesPanel, EventsPanel } from '#components/unexplained/panels.tsx';
import { UnexplainedFacets } from '#components/unexplained/unexplained-facets.tsx';
import { exportLinks } from '#components/url/export-links.ts';
import { readView } from '#components/url/read-view.ts';
import type { Search } from '#components/url/view-query.ts';
import { parseUnexplainedFilter, showsList, unexplainedLists } from '#lib/audit/unexplained/filter.ts';
import { requireViewer } from '#lib/auth/session.ts';
import { paths } from '#lib/catalog/paths.ts';
import { formatCount } from '#lib/format.ts';
import { listAuditCoverage } from '#lib/queries/audit-coverage.ts';
import { listLastLooks } from '#lib/queries/last-looks.ts';
import { settle } from '#lib/queries/settle.ts';
import { accountNames } from '#lib/queries/setup.ts';
import { teamsOf } from '#lib/queries/sql.ts';
import { listUnconfirmedEvents, type UnconfirmedEvents } from '#lib/queries/unconfirmed-events.ts';
import { listUnexplainedChanges, type UnexplainedChanges } from '#lib/queries/unexplained-changes.ts';

export const metadata: Metadata = { title: 'Unexplained changes' };

type Props = { params: Promise<{ team: string }>; searchParams: Promise<Search> };

const overdue = ({ rows }: UnexplainedChanges) => rows.filter(({ isAwaited }) => !isAwaited);

/** "2 changes without an event, 1 event without a change". */
const totals = (changes: UnexplainedChanges, events: UnconfirmedEvents): string =>
  `${formatCount(overdue(changes).length, 'change', 'changes')} without an event, ${formatCount(events.rows.length, 'event', 'events')} without a change`;

export default async function UnexplainedPage({ params, searchParams }: Props) {
  const [{ team: encoded }, view] = await Promise.all([params, readView(searchParams)]);
  const team = decodeURIComponent(encoded);
  const { search, now, from, to } = view;
  const { scope } = await requireViewer();
  teamsOf(scope, team);
  const ask = { team, now, from, to };
  const filter = parseUnexplainedFilter(search);
  const changes = settle(listUnexplainedChanges(scope, ask));
  const events = settle(listUnconfirmedEvents(scope, ask));
  const both = Promise.all([changes, events]).then(([one, other]) => {
    if (!one.ok) return one;
    return other.ok ? { ok: true as const, value: { changes: one.value, events: other.value } } : other;
  });
  const trust = settle(
    listAuditCoverage(scope, now).then(async (coverage) => ({
      coverage,
      looks: await listLastLooks(scope, { places: coverage, now }),
    })),
  );
  const names = accountNames();
  const shared = { team, view, filter, names };
  return (
    <>
      <PageHead
        title="Unexplained changes"
        sentence={
          <Soon of={both} loading="comparing">
            {(lists) => totals(lists.changes, lists.events)}
          </Soon>
        }
      >
        <Settled of={trust}>
          {({ coverage, looks }) => (
            <div className="grid gap-1">
              <CoverageLine coverage={coverage} names={names} view={view} />
              <LooksLine looks={looks} names={names} view={view} />
            </div>
          )}
        </Settled>
      </PageHead>
      <div className="grid lg:grid-cols-[212px_minmax(0,1fr)]">
        <Soon of={both} title="Filters" loading={<PanelLoading rows={6} />}>
          {(lists) => (
            <UnexplainedFacets
              rows={{ changes: overdue(lists.changes), events: lists.events.rows }}
              filter={filter}
              path={paths.section(team, 'unexplained')}
              search={search}
            />
          )}
        </Soon>
        <div className="min-w-0">
          {showsList(filter, 'changes') && (
            <Soon
              of={changes}
              title={unexplainedLists.changes}
              loading={<PanelLoading title={unexplainedLists.changes} rows={4} />}
            >
              {(list) => <ChangesPanel list={list} exports={exportLinks('unexplained-changes', team, search)} {...shared} />}
            </Soon>
          )}
          {showsList(filter, 'events') && (
            <Soon of={events} title={unexplainedLists.events} loading={<PanelLoading title={unexplainedLists.events} rows={4} />}>
              {(list) => <EventsPanel list={list} exports={exportLinks('unconfirmed-events', team, search)} {...shared} />}
            </Soon>
          )}
        </div>
      </div>
    </>
  );
}
