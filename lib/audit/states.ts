import { timeAt } from '#lib/catalog/answer.ts';
import { isJobKind, jobFacts, type Phase, phasesOf } from '#lib/catalog/jobs.ts';
import type { ResourceKind } from '#lib/catalog/resource-kinds.ts';

/** A stretch of which the status is stored, as AWS says it. Epoch ms. */
export type StateSpan = { from: number; to: number; status: string; phase: Phase | null; title: string };

export type StateFacts = {
  kind: ResourceKind;
  status: string | null;
  description: unknown;
  lastSeenAt: number;
  deletedAt: number | null;
  deployments: readonly { from: number; to: number | null; status: string | null; summary: string }[];
  now: number;
};

/**
 * What is stored of a resource's status over time: a job's way through its phases and how it ended, an endpoint's deployments, and the last known status since
 * AWS says it was last modified. Of the time between nobody can tell, and nothing stands there.
 */
export function statesOf({ kind, status, description, lastSeenAt, deletedAt, deployments, now }: StateFacts): StateSpan[] {
  const end = Math.min(now, deletedAt ?? now);
  if (isJobKind(kind)) {
    const phases = phasesOf(kind, description).map(({ phase, status: said, from, to, message }) => ({
      ...{ from, to: Math.min(now, to ?? end), phase, status: said },
      title: message ?? said,
    }));
    const { endedAt, failureReason } = jobFacts(kind, description);
    if (endedAt === null || endedAt > now || status === null) return phases;
    return [...phases, { from: endedAt, to: endedAt, status, phase: null, title: failureReason ?? status }];
  }
  const spans = deployments.map(({ from, to, summary }) => ({
    ...{ from, to: Math.min(now, to ?? end), status: 'Updating', phase: null },
    title: summary,
  }));
  const since = Math.max(timeAt(description, 'LastModifiedTime') ?? lastSeenAt, ...spans.map(({ to }) => to));
  if (status === null || deletedAt !== null || since >= end) return spans;
  return [...spans, { from: since, to: end, status, phase: null, title: status }];
}
