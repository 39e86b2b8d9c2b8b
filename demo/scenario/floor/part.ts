import type { Scale, ScenarioPart } from '../types.ts';
import { domainOperations } from './domains.ts';
import { floorEvents } from './events.ts';
import { floorTags } from './floor-tags.ts';
import { findHyperpodMetric, hyperpodMetrics } from './hyperpod-metrics.ts';
import { hyperpodOperations } from './hyperpod-operations.ts';
import { hasJobStream, jobLogGroups, jobLogLines, jobStreamSpan } from './job-logs.ts';
import { findJobMetric, jobMetrics } from './job-metrics.ts';
import { jobOperations } from './job-operations.ts';
import { labelingLogGroups, labelingLogLines } from './labeling-logs.ts';
import { findLabelingMetric, labelingMetrics } from './labeling-metrics.ts';
import { labelingOperations } from './labeling-operations.ts';
import { notebookOperations } from './notebooks.ts';
import { findPipelineMetric, pipelineMetrics } from './pipeline-metrics.ts';
import { pipelineOperations } from './pipeline-operations.ts';
import { memoryMs } from './setting.ts';

/** The floor: jobs, pipelines, labeling, clusters, notebooks and domains, and all that they cause elsewhere. */
export function floor({ seed, scale }: { seed: string; scale: Scale }): ScenarioPart {
  return {
    operations: {
      ...jobOperations(seed),
      ...pipelineOperations(seed),
      ...labelingOperations(seed),
      ...hyperpodOperations,
      ...notebookOperations,
      ...domainOperations,
    },
    metrics: (place, from, to) => [
      ...jobMetrics(seed, place, from, to),
      ...labelingMetrics(seed, place, from, to),
      ...pipelineMetrics(seed, place, to),
      ...hyperpodMetrics(place, from, to),
    ],
    findMetric: (place, identity) =>
      findJobMetric(seed, place, identity) ??
      findLabelingMetric(seed, place, identity) ??
      findPipelineMetric(seed, place, identity) ??
      findHyperpodMetric(place, identity),
    events: (place, from, to) => floorEvents({ seed, scale }, place, from, to),
    logGroups: (place, now) => [
      ...Object.keys(jobLogGroups).map((name) => ({ name, createdAt: now - memoryMs })),
      ...labelingLogGroups(place).filter((group) => group.createdAt <= now),
    ],
    logLines: (place, group, from, to) =>
      jobLogLines(seed, place, group, from, to) ?? labelingLogLines(seed, place, group, from, to),
    streamSpan: (place, group, prefix, now) => jobStreamSpan(seed, place, group, prefix, now),
    hasStream: (place, group, stream, now) => hasJobStream(seed, place, group, stream, now),
    alarms: () => [],
    tags: (place, arn, now) => floorTags({ seed, scale }, place, arn, now),
  };
}
