import type { TeamScope } from '#lib/auth/scope.ts';
import { isJobKind, jobFacts, jobRow } from '#lib/catalog/jobs.ts';
import { type PanelId, panelsOf } from '#lib/catalog/panels.ts';
import type { Plot } from '#lib/catalog/plot.ts';
import { listEndpointVersions, typeSpans } from './endpoint.ts';
import { getEndpointRecord } from './fleet.ts';
import { listJobPlots } from './job-plots.ts';
import { listEndpointPlots } from './plots.ts';
import { listResourcePlots } from './resource-plots.ts';
import type { ResourceRecord } from './resources.ts';
import { findLabelingJob } from './workforce.ts';
import { listProgressPlots } from './workforce-plots.ts';

type Asked = { from: number; to: number; now: number; asOf: number | null };

/** What says most of an endpoint's life: how many instances it had, what it was asked, and how it answered. */
const endpointPanels: readonly PanelId[] = ['instances', 'invocations', 'processed', 'latency', 'errors'];

async function endpointPlots(scope: TeamScope, key: ResourceRecord, { asOf, ...window }: Asked): Promise<Plot[]> {
  const endpoint = await getEndpointRecord(scope, { ...key, team: 'all', now: window.now, asOf });
  const variant = endpoint.variants[0]?.name ?? null;
  const types = typeSpans(await listEndpointVersions(scope, endpoint, window.now), variant);
  const panels = endpointPanels.filter((id) => panelsOf(endpoint.kind).includes(id));
  return listEndpointPlots(scope, { ...window, endpoint, panels, variant, latencyLimitMs: null, types });
}

/** The main metrics of a resource over its life: those of its own page, or whatever is stored of it. `resource` comes from a scoped read. */
export async function listBiographyPlots(scope: TeamScope, resource: ResourceRecord, asked: Asked): Promise<Plot[]> {
  const { account, region, kind, name, createdAt, description } = resource;
  const window = { from: asked.from, to: asked.to, now: asked.now };
  if (kind === 'endpoint') return endpointPlots(scope, resource, asked);
  if (kind === 'labeling_job') {
    const job = await findLabelingJob(scope, { team: 'all', now: asked.now, account, region, name });
    return job ? listProgressPlots(scope, job, window) : [];
  }
  if (isJobKind(kind) && jobRow(kind).metrics !== null)
    return listJobPlots(scope, { ...window, job: { account, region, kind, name, ...jobFacts(kind, description), createdAt } });
  return listResourcePlots(scope, { ...window, resource: { ...resource, endedAt: resource.endedAt ?? resource.deletedAt } });
}
