import { DeploymentPanel } from '#components/endpoints/deployment-panel.tsx';
import { NowTab } from '#components/endpoints/now-tab.tsx';
import { ToldByPanel } from '#components/endpoints/told-by-panel.tsx';
import { WhyPanel } from '#components/endpoints/why-panel.tsx';
import { HappeningsPanel } from '#components/resources/happenings-panel.tsx';
import { SecurityPanel } from '#components/resources/security-panel.tsx';
import { PanelLoading } from '#components/ui/panel-states.tsx';
import { Soon } from '#components/ui/soon.tsx';
import { AsOf } from '#components/ui/time.tsx';
import { firstValue } from '#components/url/search.ts';
import { panelsOf } from '#lib/catalog/panels.ts';
import { deploymentOf } from '#lib/metrics/deployment.ts';
import { listHappenings } from '#lib/queries/changes.ts';
import { typeSpans } from '#lib/queries/endpoint.ts';
import { listEndpointPlots } from '#lib/queries/plots.ts';
import { settle } from '#lib/queries/settle.ts';
import { type EndpointPart, eventKeys } from './part.ts';

/** Charts on one axis of time; beside them why it has its word, what happened, and facts. */
export function NowView({ scope, detail, team, view }: EndpointPart) {
  const { endpoint, evidence } = detail;
  const asked = firstValue(view.search, 'variant');
  const variant = (endpoint.variants.find((one) => one.name === asked) ?? endpoint.variants[0])?.name ?? null;
  const isCompared = firstValue(view.search, 'compare') === 'week';
  const happenings = settle(listHappenings(scope, eventKeys(detail), { from: view.from, to: view.to, limit: 200 }));
  const charts = settle(
    listEndpointPlots(scope, {
      ...{ endpoint, from: view.from, to: view.to, now: view.now, variant, compareWeek: isCompared },
      panels: panelsOf(endpoint.kind),
      components: detail.components,
      latencyLimitMs: evidence.p99LimitMs,
      targets: detail.targets,
      types: typeSpans(detail.versions, variant),
    }).then(async (plots) => {
      const list = await happenings;
      return { plots, happenings: list.ok ? list.value : [] };
    }),
  );
  const deployment = endpoint.isPast ? null : deploymentOf(endpoint.description);
  const readAt = <AsOf at={endpoint.lastSeenAt} moment={view} lead="as answered" />;
  return (
    <div className="with-aside endpoint-now">
      <div className="min-w-0">
        {deployment && <DeploymentPanel deployment={deployment} view={view} />}
        <Soon of={charts} title="Charts" loading={<PanelLoading title="Model latency" rows={1} rowHeight={180} />}>
          {(value) => <NowTab {...value} {...{ detail, team, variant, view, isCompared }} />}
        </Soon>
      </div>
      <div className="min-w-0">
        <WhyPanel report={detail.report} />
        <ToldByPanel alarms={detail.alarms} />
        <Soon of={happenings} title="Events on this endpoint" loading={<PanelLoading title="Events on this endpoint" rows={6} />}>
          {(list) => (
            <HappeningsPanel
              title="Events on this endpoint"
              happenings={list.slice(0, 8)}
              name={endpoint.name}
              team={team}
              view={view}
            />
          )}
        </Soon>
        <SecurityPanel kind="endpoint" description={endpoint.description} readAt={readAt} />
        <SecurityPanel kind="endpoint_config" description={endpoint.config} readAt={readAt} />
      </div>
    </div>
  );
}
