import { type Answer, listAt, textAt, timeAt } from '#lib/catalog/answer.ts';
import type { NewActivity } from '#lib/store/activities.ts';
import type { OpenDeployment } from '#lib/store/deployments.ts';
import type { SeenResource } from '#lib/store/resources.ts';

const date = (value: number | undefined): Date | null => (value === undefined ? null : new Date(value));

/** A job's way through its states, as DescribeTrainingJob lists it. */
export function transitionsOf({ kind, name, description }: Pick<SeenResource, 'kind' | 'name' | 'description'>): NewActivity[] {
  return listAt(description, 'SecondaryStatusTransitions').flatMap((step): NewActivity[] => {
    const status = textAt(step, 'Status');
    const startedAt = timeAt(step, 'StartTime');
    if (!status || startedAt === undefined) return [];
    return [
      {
        ...{ type: 'transition', kind, name, status, cause: null, detail: step },
        id: `${kind}/${name}/${startedAt}/${status}`,
        at: new Date(startedAt),
        endedAt: date(timeAt(step, 'EndTime')),
        summary: textAt(step, 'StatusMessage') ?? status,
      },
    ];
  });
}

const variantStages = (summary: Answer): string =>
  listAt(summary, 'ProductionVariants')
    .flatMap((variant) => listAt(variant, 'VariantStatus').map((status) => textAt(status, 'Status')))
    .filter((status) => status !== undefined)
    .join(', ');

/** A deployment that an endpoint is going through, as DescribeEndpoint's PendingDeploymentSummary tells it. */
export function deploymentOf({ name, description }: Pick<SeenResource, 'name' | 'description'>): NewActivity[] {
  const pending = (description as { PendingDeploymentSummary?: Answer }).PendingDeploymentSummary;
  const startedAt = timeAt(pending, 'StartTime');
  if (startedAt === undefined) return [];
  const config = textAt(pending, 'EndpointConfigName') ?? 'another configuration';
  const stages = variantStages(pending);
  return [
    {
      ...{ type: 'deployment', kind: 'endpoint', name, endedAt: null, cause: null, detail: pending },
      id: `${name}/${startedAt}`,
      at: new Date(startedAt),
      status: textAt(description, 'EndpointStatus') ?? 'InProgress',
      summary: `Deploying ${config}${stages ? `: ${stages}` : ''}`,
    },
  ];
}

/** How a deployment ended, told by an endpoint that no longer speaks of one. */
export function endedDeployment(open: OpenDeployment, { description }: Pick<SeenResource, 'description'>): NewActivity {
  const wanted = textAt(open.detail, 'EndpointConfigName');
  const isDone = textAt(description, 'EndpointConfigName') === wanted && textAt(description, 'EndpointStatus') === 'InService';
  const reason = textAt(description, 'FailureReason');
  return {
    ...{ type: 'deployment', kind: 'endpoint', name: open.name, id: open.id, at: open.at, detail: open.detail },
    endedAt: date(timeAt(description, 'LastModifiedTime')) ?? open.at,
    status: isDone ? 'Completed' : 'RolledBack',
    summary: isDone ? `Deployed ${wanted}` : `Rolled back ${wanted ?? 'the new configuration'}`,
    cause: isDone ? null : (reason ?? null),
  };
}
