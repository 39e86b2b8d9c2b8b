import type { Metadata } from 'next';
import { headers } from 'next/headers';
import { CoverageLine } from '#components/audit/coverage-line.tsx';
import { EventsPanel } from '#components/audit/events-panel.tsx';
import { EvidenceMenu } from '#components/audit/evidence-menu.tsx';
import { FacetColumn } from '#components/audit/facet-column.tsx';
import { chipsOf, eventFields } from '#components/audit/filter-chips.ts';
import { Histogram } from '#components/audit/histogram.tsx';
import { SavedSearches } from '#components/audit/saved-searches.tsx';
import { ReadyQuestions } from '#components/detections/ready-questions.tsx';
import { Strips } from '#components/integrity/strips.tsx';
import { FilterBar } from '#components/ui/filter-bar.tsx';
import { Link } from '#components/ui/link.tsx';
import { PageHead } from '#components/ui/page-head.tsx';
import { Panel } from '#components/ui/panel.tsx';
import { PanelLoading } from '#components/ui/panel-states.tsx';
import { Settled } from '#components/ui/settled.tsx';
import { Soon } from '#components/ui/soon.tsx';
import { exportLinks } from '#components/url/export-links.ts';
import { readView } from '#components/url/read-view.ts';
import { firstValue, hrefWith } from '#components/url/search.ts';
import type { Search } from '#components/url/view-query.ts';
import { askedOf, excludedName, parseAuditFilter, personFields } from '#lib/audit/filter.ts';
import { noteActivityLook, noteRefusal } from '#lib/auth/look.ts';
import { requireViewer } from '#lib/auth/session.ts';
import { paths } from '#lib/catalog/paths.ts';
import { can } from '#lib/catalog/roles.ts';
import { formatFigure } from '#lib/format.ts';
import {
  type AuditBucket,
  bucketSeconds,
  getAuditTotals,
  listAuditBuckets,
  listAuditEvents,
  listAuditFacets,
} from '#lib/queries/audit.ts';
import { listAuditCoverage } from '#lib/queries/audit-coverage.ts';
import { judgeWho } from '#lib/queries/person-names.ts';
import { listSavedSearches } from '#lib/queries/saved-searches.ts';
import { settle } from '#lib/queries/settle.ts';
import { accountName } from '#lib/queries/setup.ts';
import { listStrips } from '#lib/queries/trail-hours.ts';
import { amongEvents, listUnexplainedChanges } from '#lib/queries/unexplained-changes.ts';

export const metadata: Metadata = { title: 'Events' };

type Props = { params: Promise<{ team: string }>; searchParams: Promise<Search> };

export default async function EventsPage({ params, searchParams }: Props) {
  const [{ team: encoded }, view] = await Promise.all([params, readView(searchParams)]);
  const team = decodeURIComponent(encoded);
  const { search } = view;
  const viewer = await requireViewer();
  const { scope } = viewer;
  const path = paths.section(team, 'audit');
  const filter = parseAuditFilter(search);
  const reader = { mayLook: can(viewer.role, 'person.activity'), email: viewer.person.email };
  const { whom, isDenied, looks } = await judgeWho(scope, filter, reader);
  if (isDenied) {
    await noteRefusal(viewer, 'audit', await headers());
    return <OfOthers path={hrefWith(path, search, ofNobody)} />;
  }
  await noteActivityLook(viewer, looks, await headers());
  const ask = { team, from: view.from, to: view.to, filter, whom };
  const startedAt = performance.now();
  const totals = await getAuditTotals(scope, team);
  const buckets = settle(listAuditBuckets(scope, ask));
  const searches = settle(listSavedSearches(scope, team));
  const coverage = settle(listAuditCoverage(scope, view.now));
  const facets = settle(listAuditFacets(scope, ask));
  const strips = settle(listStrips(scope, ask));
  const table = settle(
    Promise.all([
      listAuditEvents(scope, { ...ask, limit: 100, cursor: firstValue(search, 'page') }),
      listUnexplainedChanges(scope, { team, now: view.now, from: view.from, to: view.to }).then(amongEvents),
    ]).then(([page, changes]) => ({ page, changes, readMs: performance.now() - startedAt })),
  );
  const places = await coverage;
  const ids = [...new Set([...(places.ok ? places.value.map(({ account }) => account) : []), ...askedOf(filter, 'account')])];
  const names = new Map(ids.map((id) => [id, accountName(id)]));
  const exports = exportLinks('audit', team, search);
  return (
    <>
      <PageHead
        title="Events"
        sentence={
          <Soon of={buckets} loading="counting">
            {(bars) => <Matching count={countOf(bars)} stored={totals.stored} />}
          </Soon>
        }
      >
        <div className="grid gap-3">
          <FilterBar path={path} search={search} fields={eventFields} chips={chipsOf(filter)} />
          <ReadyQuestions team={team} view={view} />
          <Settled of={searches} title="Saved searches">
            {(list) => (
              <SavedSearches
                searches={list}
                team={team}
                view={view}
                search={search}
                mayKeep={can(viewer.role, 'searches.keep') && (team !== 'all' || scope.teams === 'all')}
                mayDropOf={can(viewer.role, 'teams.manage') ? 'everybody' : viewer.person.id}
              />
            )}
          </Settled>
          <Settled of={coverage}>
            {(list) => <CoverageLine coverage={list} names={names} quarantined={totals.quarantined} view={view} />}
          </Settled>
        </div>
      </PageHead>
      <div className="grid lg:grid-cols-[212px_minmax(0,1fr)]">
        <Soon of={facets} title="Filters" loading={<PanelLoading rows={12} />}>
          {(list) => (
            <FacetColumn
              facets={list}
              filter={filter}
              path={path}
              search={search}
              names={names}
              followPath={paths.section(team, 'activity')}
            />
          )}
        </Soon>
        <div className="min-w-0">
          <Soon of={buckets} title="Events over time" loading={<PanelLoading title="Events over time" rows={1} rowHeight={48} />}>
            {(bars) => <Histogram buckets={bars} stepSeconds={bucketSeconds(view.from, view.to)} view={view} />}
          </Soon>
          <Soon of={strips} title="Integrity" loading={<PanelLoading title="Integrity" rows={2} rowHeight={30} />}>
            {(list) =>
              list.length > 0 && <Strips strips={list} view={view} exports={exportLinks('integrity-hours', team, search)} />
            }
          </Soon>
          <Soon of={table} title="Events" loading={<PanelLoading title="Events" rows={20} />}>
            {(rest) => (
              <EventsPanel
                team={team}
                view={view}
                search={search}
                path={path}
                filter={filter}
                totals={totals}
                exports={exports}
                isFollowed={reader.mayLook}
                evidence={
                  <Soon of={buckets} loading="counting">
                    {(bars) => <EvidenceMenu of="audit" count={countOf(bars)} team={team} view={view} search={search} />}
                  </Soon>
                }
                {...rest}
              />
            )}
          </Soon>
        </div>
      </div>
    </>
  );
}

const countOf = (bars: readonly AuditBucket[]): number => bars.reduce((sum, bar) => sum + bar.ok + bar.failed + bar.denied, 0);

/** Without what asks for one person. */
const ofNobody = Object.fromEntries(personFields.flatMap((field) => [field, excludedName(field)]).map((name) => [name, null]));

/** In place of another person's events, for who may not see them. */
const OfOthers = ({ path }: { path: string }) => (
  <>
    <PageHead title="Events" sentence="of one person" />
    <Panel title="Not yours to see">
      <p className="text-ink-2">
        Your role may not see the activity of one person but yourself. <Link href={path}>Show the events of everybody</Link>, or
        ask an administrator, operator or auditor.
      </p>
    </Panel>
  </>
);

const Matching = ({ count, stored }: { count: number; stored: number }) => (
  <>
    {formatFigure(count, 'count').text} of {formatFigure(stored, 'count').text} match
  </>
);
