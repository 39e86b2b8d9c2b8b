import type { Window } from '#components/alerts/alert-window.ts';
import { panelsFor } from '#components/alerts/rule-plots.ts';
import type { TeamScope } from '#lib/auth/scope.ts';
import { panelsOf } from '#lib/catalog/panels.ts';
import type { Plot } from '#lib/catalog/plot.ts';
import { isResourceKind } from '#lib/catalog/resource-kinds.ts';
import type { AlertRecord } from '#lib/queries/alerts.ts';
import { listBiographyPlots } from '#lib/queries/biography-plots.ts';
import { getEndpointDetail, listEndpointVersions, typeSpans } from '#lib/queries/endpoint.ts';
import { listEndpointPlots } from '#lib/queries/plots.ts';
import { getResource } from '#lib/queries/resources.ts';

/** The limit is the one that was in force when the alert was told. */
async function endpointPlots(scope: TeamScope, alert: AlertRecord, window: Window & { now: number }): Promise<Plot[]> {
  const [detail, versions] = await Promise.all([
    getEndpointDetail(scope, { ...alert, team: 'all', now: alert.firedAt, asOf: null }),
    listEndpointVersions(scope, alert, window.now),
  ]);
  const { endpoint, evidence, components, targets } = detail;
  const variant = endpoint.variants[0]?.name ?? null;
  return listEndpointPlots(scope, {
    ...{ ...window, endpoint, variant, components, targets },
    panels: panelsFor(alert.rule, panelsOf(endpoint.kind)),
    latencyLimitMs: evidence.p99LimitMs,
    types: typeSpans(versions, variant),
  });
}

/** Charts of what an alert is about: of an endpoint those that its rule speaks of, of anything else those of its own page. */
export async function readCharts(scope: TeamScope, alert: AlertRecord, window: Window & { now: number }): Promise<Plot[]> {
  const { account, region, kind, name } = alert;
  if (kind === 'endpoint') return endpointPlots(scope, alert, window);
  if (!isResourceKind(kind)) return [];
  const resource = await getResource(scope, { team: 'all', now: window.now, asOf: null }, { account, region, kind, name });
  return listBiographyPlots(scope, resource, { ...window, asOf: null });
}
