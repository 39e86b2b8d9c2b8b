import { expect, test } from 'vitest';
import { hourMs, minuteMs } from '#lib/time.ts';
import type { EngineContext } from '../../engine.ts';
import { compose } from '../../scenario/compose.ts';
import { prodEu } from '../../scenario/floor/setting.ts';
import { listMetrics } from './list-metrics.ts';
import { findSource } from './points.ts';

const scenario = compose({ seed: 'test', scale: { endpoints: 10 } });
type Metric = { Namespace: string; MetricName: string; Dimensions: { Name: string; Value: string }[] };

/** A Saturday night: no worker works, and few pipelines run. */
test.each(['2026-11-28T02:00:00Z', '2026-11-26T10:00:00Z'])(
  'at %s RecentlyActive lists what published in three hours',
  (time) => {
    const now = Date.parse(time);
    const context = { ...prodEu, now, scenario } as EngineContext;
    const silent: string[] = [];
    let count = 0;
    for (const Namespace of ['AWS/SageMaker/Workteam', 'AWS/Sagemaker/ModelBuildingPipeline', 'AWS/Sagemaker/LabelingJobs']) {
      const { Metrics } = listMetrics({ Namespace, RecentlyActive: 'PT3H' }, context) as { Metrics: Metric[] };
      for (const metric of Metrics) {
        count += 1;
        const identity = { namespace: Namespace, metricName: metric.MetricName, dimensions: metric.Dimensions };
        const source = findSource(scenario, prodEu, identity);
        const minutes = Array.from({ length: 180 }, (_, index) => Math.floor((now - 3 * hourMs) / minuteMs) + index);
        const hasData = minutes.some((minute) => (source?.datum(minute)?.values.length ?? 0) > 0);
        if (!hasData) silent.push(`${metric.MetricName} ${metric.Dimensions.map(({ Value }) => Value).join(' ')}`);
      }
    }
    expect(silent).toEqual([]);
    expect(count).toBeGreaterThan(0);
  },
);
