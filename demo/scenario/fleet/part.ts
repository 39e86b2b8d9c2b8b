import { listTags } from '../tags.ts';
import type { Scale, ScenarioPart } from '../types.ts';
import { alarmsOf } from './alarm-source.ts';
import { eventsOf } from './events.ts';
import { groupPrefix, isStreamName, linesOf, logGroup } from './logs.ts';
import { findSeries, hasData, seriesOf } from './metrics.ts';
import { sagemakerOperations } from './operations/sagemaker.ts';
import { scalingOperations } from './operations/scaling.ts';
import { type Roll, rollOf } from './roll.ts';
import { tagsOf } from './tags.ts';

/** Endpoints and all that they cause: configurations, models, components, scaling, metrics, logs, alarms and audit records. */
export const fleet = ({ seed, scale }: { seed: string; scale: Scale }): ScenarioPart => fleetOf(rollOf(scale, seed), seed);

/** The same for any roll of endpoints. */
export function fleetOf(roll: Roll, seed: string): ScenarioPart {
  return {
    operations: { ...sagemakerOperations(roll), ...scalingOperations(roll), 'sagemaker.ListTags': listTags },
    metrics: (place, from, to) =>
      roll.between(place, from, to).flatMap((spec) => [...seriesOf(spec)].filter((series) => hasData(series, spec, from, to))),
    findMetric: (place, identity) => {
      const value = (name: string) => identity.dimensions.find((dimension) => dimension.Name === name)?.Value;
      const endpoint = value('EndpointName');
      const component = value('InferenceComponentName');
      const spec = endpoint ? roll.endpoint(place, endpoint) : component ? roll.byComponent(place, component) : undefined;
      return spec && findSeries(spec, identity);
    },
    events: (place, from, to) => eventsOf(roll, seed, { place, from, to }),
    logGroups: (place, now) =>
      roll
        .between(place, now, now)
        .filter((spec) => spec.createdAt <= now)
        .map((spec) => ({ name: logGroup(spec), createdAt: spec.createdAt + 240_000 })),
    logLines: (place, group, from, to) => {
      const spec = group.startsWith(groupPrefix) ? roll.endpoint(place, group.slice(groupPrefix.length)) : undefined;
      return spec && linesOf(spec, from, to);
    },
    hasStream: (place, group, stream) => {
      const spec = group.startsWith(groupPrefix) ? roll.endpoint(place, group.slice(groupPrefix.length)) : undefined;
      return spec && isStreamName(spec, stream);
    },
    alarms: (place, now) => roll.between(place, now, now).flatMap((spec) => alarmsOf(spec, now)),
    tags: (place, arn, now) => tagsOf(roll, place, arn, now),
  };
}
