import { minuteMs } from '#lib/time.ts';
import { type Incident, phaseAt } from '../incidents.ts';
import { hexOf, uuidOf, whole } from '../random.ts';
import { blockMinutes, drainMinutes, launchMinutes, wanted } from './capacity.ts';
import { seconds } from './names.ts';
import { type EndpointSpec, scalableResource, type VariantSpec } from './spec.ts';
import { strikes } from './struck.ts';

/** Application Auto Scaling's attempt to change a variant's instances. */
export type Activity = { at: number; endsAt: number; before: number; after: number; isFailed: boolean };

export const variantDimension = 'sagemaker:variant:DesiredInstanceCount';
export const policyName = (spec: EndpointSpec): string => `${spec.name}-target-tracking`;
export const alarmNames = (spec: EndpointSpec, variant: VariantSpec) => {
  const stem = `TargetTracking-${scalableResource(spec, variant)}`;
  return {
    high: `${stem}-AlarmHigh-${uuidOf('high', spec.stream, variant.name)}`,
    low: `${stem}-AlarmLow-${uuidOf('low', spec.stream, variant.name)}`,
  };
};

/** While a deployment starves, target tracking has only failures to tell. */
const starving = (spec: EndpointSpec, from: number, to: number): Incident[] =>
  spec.prone.includes('bad_deployment') ? strikes(spec, from, to).filter(({ kind }) => kind === 'bad_deployment') : [];

function failures(incident: Incident, base: number): Activity[] {
  const found: Activity[] = [];
  const from = phaseAt(incident, 'scaleOut');
  const back = phaseAt(incident, 'rollback');
  const end = phaseAt(incident, 'capacity');
  for (let at = from; at < end - 10 * minuteMs; at += (at < back ? 10 : 30) * minuteMs) {
    found.push({ at: at + 5_000, endsAt: at + 3 * minuteMs, before: base, after: base + 2, isFailed: true });
  }
  found.push({ at: end - 4 * minuteMs, endsAt: end, before: base, after: base + 2, isFailed: false });
  return found;
}

/** Activities begun in [from, to), oldest first. Only variants that are scaled have any. */
export function activitiesOf(spec: EndpointSpec, variant: VariantSpec, from: number, to: number): Activity[] {
  if (!variant.isScaled) return [];
  const start = Math.max(from, spec.createdAt + 60 * minuteMs);
  const stretches = starving(spec, start - 300 * minuteMs, to);
  const found: Activity[] = [];
  for (let block = Math.floor(start / minuteMs / blockMinutes); block * blockMinutes * minuteMs < to; block += 1) {
    const after = wanted(spec, variant, block);
    const before = wanted(spec, variant, block - 1);
    if (after === before) continue;
    const at = block * blockMinutes * minuteMs + whole(spec.stream, block, 40) * 1000;
    if (stretches.some((incident) => at >= incident.from && at < phaseAt(incident, 'capacity'))) continue;
    const minutes = after > before ? launchMinutes : drainMinutes;
    found.push({ at, endsAt: block * blockMinutes * minuteMs + minutes * minuteMs, before, after, isFailed: false });
  }
  for (const incident of stretches) {
    found.push(...failures(incident, wanted(spec, variant, Math.floor(incident.from / minuteMs / blockMinutes))));
  }
  return found.filter(({ at }) => at >= start && at < to).sort((a, b) => a.at - b.at);
}

/** ScalingActivity as Application Auto Scaling tells it at `now`. */
export function describeActivity(
  spec: EndpointSpec,
  variant: VariantSpec,
  activity: Activity,
  now: number,
): Record<string, unknown> {
  const alarm = alarmNames(spec, variant)[activity.after > activity.before ? 'high' : 'low'];
  const isOver = activity.endsAt <= now;
  return {
    ActivityId: uuidOf('activity', spec.stream, variant.name, activity.at),
    ServiceNamespace: 'sagemaker',
    ResourceId: scalableResource(spec, variant),
    ScalableDimension: variantDimension,
    Description: `Setting desired instance count to ${activity.after}.`,
    Cause: `monitor alarm ${alarm} in state ALARM triggered policy ${policyName(spec)}`,
    StartTime: seconds(activity.at),
    ...(isOver ? { EndTime: seconds(activity.endsAt) } : {}),
    ...outcome(activity, isOver, hexOf(8, activity.at)),
  };
}

function outcome({ after, isFailed }: Activity, isOver: boolean, request: string) {
  if (!isOver) {
    return {
      StatusCode: 'InProgress',
      StatusMessage: `Successfully set desired instance count to ${after}. Waiting for change to be fulfilled by sagemaker.`,
    };
  }
  if (!isFailed) {
    return {
      StatusCode: 'Successful',
      StatusMessage: `Successfully set desired instance count to ${after}. Change successfully fulfilled by sagemaker.`,
    };
  }
  return {
    StatusCode: 'Failed',
    StatusMessage: `Failed to set desired instance count to ${after}. Reason: InsufficientInstanceCapacity: Unable to provision requested ML compute capacity due to InsufficientInstanceCapacity error. Please retry using a different ML instance type or after some time. (request ${request})`,
  };
}
