import type { Metadata } from 'next';
import { CoverageLine } from '#components/audit/coverage-line.tsx';
import { EvidenceMenu } from '#components/audit/evidence-menu.tsx';
import { DetectionsPanel } from '#components/detections/detections-panel.tsx';
import { ReadyQuestions } from '#components/detections/ready-questions.tsx';
import { RuleFacets } from '#components/detections/rule-facets.tsx';
import { RuleNotes } from '#components/detections/rule-notes.tsx';
import { PageHead } from '#components/ui/page-head.tsx';
import { PanelLoading } from '#components/ui/panel-states.tsx';
import { Settled } from '#components/ui/settled.tsx';
import { Soon } from '#components/ui/soon.tsx';
import { exportLinks } from '#components/url/export-links.ts';
import { readView } from '#components/url/read-view.ts';
import { firstValue } from '#components/url/search.ts';
import type { Search } from '#components/url/view-query.ts';
import { type DetectionFilter, parseDetectionFilter } from '#lib/audit/detections/filter.ts';
import { severities } from '#lib/audit/detections/rule.ts';
import { isRuleId } from '#lib/audit/detections/rules.ts';
import { requireViewer } from '#lib/auth/session.ts';
import { paths } from '#lib/catalog/paths.ts';
import { formatFigure } from '#lib/format.ts';
import { listAuditCoverage } from '#lib/queries/audit-coverage.ts';
import { countDetections, type DetectionCount, findNewestDetection, listDetections } from '#lib/queries/detections.ts';
import { settle } from '#lib/queries/settle.ts';
import { accountName } from '#lib/queries/setup.ts';

export const metadata: Metadata = { title: 'Detections' };

type Props = { params: Promise<{ team: string }>; searchParams: Promise<Search> };

const figure = (count: number): string => formatFigure(count, 'count').text;

/** "2 critical, 5 high, 31 info". */
function totalsOf(counts: readonly DetectionCount[]): string {
  const by = severities.map((severity) => ({
    severity,
    count: counts.filter((one) => one.severity === severity).reduce((sum, { count }) => sum + count, 0),
  }));
  const some = by.filter(({ count }) => count > 0);
  return some.length === 0 ? 'none in this window' : some.map(({ severity, count }) => `${figure(count)} ${severity}`).join(', ');
}

/** How many detections the filter leaves. */
const countOf = (counts: readonly DetectionCount[], { rules, severities: wanted }: DetectionFilter): number =>
  counts
    .filter(({ rule }) => rules.length === 0 || rules.some((one) => one === rule))
    .filter(({ severity }) => wanted.length === 0 || wanted.includes(severity))
    .reduce((sum, { count }) => sum + count, 0);

/** Of several rules, the answer is read first, and their notes below it. */
const rulesToRead = ({ rules }: DetectionFilter, counts: readonly DetectionCount[]) =>
  rules.length > 0 ? rules : [...new Set(counts.map(({ rule }) => rule))].filter(isRuleId);

export default async function DetectionsPage({ params, searchParams }: Props) {
  const [{ team: encoded }, view] = await Promise.all([params, readView(searchParams)]);
  const team = decodeURIComponent(encoded);
  const { search } = view;
  const { scope } = await requireViewer();
  const path = paths.section(team, 'detections');
  const filter = parseDetectionFilter(search);
  const window = { team, from: view.from, to: view.to };
  const newestAt = await findNewestDetection(scope, team);
  const counts = settle(countDetections(scope, window));
  const coverage = settle(listAuditCoverage(scope, view.now));
  const table = settle(listDetections(scope, { ...window, filter, limit: 100, cursor: firstValue(search, 'page') }));
  const asked = { team, view, chosen: filter.rules };
  const isOne = filter.rules.length === 1;
  return (
    <>
      <PageHead
        title="Detections"
        sentence={
          <Soon of={counts} loading="counting">
            {totalsOf}
          </Soon>
        }
      >
        <div className="grid gap-3">
          <Soon of={counts} loading={<ReadyQuestions {...asked} />}>
            {(list) => <ReadyQuestions {...asked} counts={list} />}
          </Soon>
          <Settled of={coverage}>
            {(list) => (
              <CoverageLine
                coverage={list}
                names={new Map(list.map(({ account }) => [account, accountName(account)]))}
                view={view}
              />
            )}
          </Settled>
        </div>
      </PageHead>
      <div className="grid lg:grid-cols-[260px_minmax(0,1fr)]">
        <Soon of={counts} title="Rules" loading={<PanelLoading title="Rules" rows={12} />}>
          {(list) => <RuleFacets counts={list} filter={filter} path={path} search={search} />}
        </Soon>
        <div className="min-w-0">
          {isOne && <RuleNotes rules={filter.rules} open />}
          <Soon of={table} title="What rules found" loading={<PanelLoading title="What rules found" rows={12} rowHeight={48} />}>
            {(page) => (
              <DetectionsPanel
                {...{ team, view, search, path, filter, page, newestAt }}
                exports={exportLinks('detections', team, search)}
                evidence={
                  <Soon of={counts} loading="counting">
                    {(list) => <EvidenceMenu of="detections" count={countOf(list, filter)} {...{ team, view, search }} />}
                  </Soon>
                }
              />
            )}
          </Soon>
          {!isOne && (
            <Settled of={counts}>
              {(list) => <RuleNotes rules={rulesToRead(filter, list)} open={filter.rules.length > 0} />}
            </Settled>
          )}
        </div>
      </div>
    </>
  );
}
