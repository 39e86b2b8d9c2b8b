import { minuteMs } from '#lib/time.ts';
import { phaseAt } from '../incidents.ts';
import { type Actor, type Call, trailRecord } from '../people.ts';
import { hexOf } from '../random.ts';
import type { Place, TrailRecord } from '../types.ts';
import { activitiesOf, alarmNames } from './activities.ts';
import { alarmDefinitions, alarmRequest } from './alarms.ts';
import { deploymentDeeds } from './deployment-events.ts';
import { arn } from './names.ts';
import { componentCreatedAt, componentSpecification } from './operations/component.ts';
import { alarmArn, policyArn, policyRequest, registeredAt, type Target, targetRequest, targetsOf } from './operations/scaling.ts';
import { deployerOf } from './owners.ts';
import type { Roll } from './roll.ts';
import { type EndpointSpec, endpointArn } from './spec.ts';
import { strikes } from './struck.ts';

/** A call that somebody made about an endpoint; to SageMaker unless it says otherwise. */
export type Deed = Pick<Call, 'at' | 'actor' | 'name' | 'request' | 'response' | 'error'> & { source?: string };

const scaler: Actor = {
  service: 'application-autoscaling',
  role: 'AWSServiceRoleForApplicationAutoScaling_SageMakerEndpoint',
  session: 'AutoScaling-ManageAlarms',
};

/** What follows CreateEndpoint: components, scaling and alarms. */
function* settingUp(spec: EndpointSpec): Generator<Deed> {
  const actor = deployerOf(spec, 'first');
  for (const [index, component] of spec.components.entries()) {
    yield {
      at: componentCreatedAt(spec, index),
      actor,
      name: 'CreateInferenceComponent',
      request: {
        InferenceComponentName: component.name,
        EndpointName: spec.name,
        VariantName: spec.variants[0]?.name,
        Specification: componentSpecification(spec, component),
        RuntimeConfig: { CopyCount: component.copies },
      },
      response: { InferenceComponentArn: arn(spec, 'inference-component', component.name) },
    };
  }
  for (const target of targetsOf(spec)) yield* scalingSetUp(target, actor);
  for (const definition of alarmDefinitions(spec)) {
    if (definition.isScaling) continue;
    yield { at: definition.createdAt, actor, source: 'monitoring', name: 'PutMetricAlarm', request: alarmRequest(definition) };
    if (!definition.disabledAt) continue;
    const request = { AlarmNames: [definition.name] };
    yield {
      at: definition.disabledAt,
      actor: deployerOf(spec, 'return'),
      source: 'monitoring',
      name: 'DisableAlarmActions',
      request,
    };
  }
}

function* scalingSetUp(target: Target, actor: Actor): Generator<Deed> {
  const { spec, variant } = target;
  const at = registeredAt(spec);
  const source = 'application-autoscaling';
  const scalableTarget = `arn:aws:application-autoscaling:${spec.region}:${spec.account}:scalable-target/${hexOf(24, 'target', target.resource, spec.stream)}`;
  yield {
    at,
    actor,
    source,
    name: 'RegisterScalableTarget',
    request: targetRequest(target),
    response: { ScalableTargetARN: scalableTarget },
  };
  const alarms = Object.values(alarmNames(spec, variant)).map((name) => ({ AlarmName: name, AlarmARN: alarmArn(spec, name) }));
  const response = { PolicyARN: policyArn(target), Alarms: alarms };
  yield { at: at + 2_000, actor, source, name: 'PutScalingPolicy', request: policyRequest(target), response };
  for (const definition of alarmDefinitions(spec)) {
    if (!definition.isScaling || definition.variant !== variant.name) continue;
    yield {
      at: definition.createdAt,
      actor: scaler,
      source: 'monitoring',
      name: 'PutMetricAlarm',
      request: alarmRequest(definition),
    };
  }
}

/** Target tracking at work. */
function* scaling(spec: EndpointSpec, from: number, to: number): Generator<Deed> {
  for (const variant of spec.variants) {
    for (const { at, after } of activitiesOf(spec, variant, from, to)) {
      yield {
        at: at + 1_000,
        actor: scaler,
        name: 'UpdateEndpointWeightsAndCapacities',
        request: {
          EndpointName: spec.name,
          DesiredWeightsAndCapacities: [{ VariantName: variant.name, DesiredInstanceCount: after }],
        },
        response: { EndpointArn: endpointArn(spec) },
      };
    }
  }
}

/** Half of the traffic to the small variant, and back. */
function* shifting(spec: EndpointSpec, from: number, to: number): Generator<Deed> {
  for (const incident of strikes(spec, from - 60 * minuteMs, to)) {
    if (incident.kind !== 'traffic_shift') continue;
    const total = spec.variants.reduce((sum, { weight }) => sum + weight, 0);
    const weights = (even: boolean) =>
      spec.variants.map(({ name, weight }) => ({
        VariantName: name,
        DesiredWeight: even ? total / spec.variants.length : weight,
      }));
    for (const phase of ['shift', 'back'] as const) {
      yield {
        at: phaseAt(incident, phase),
        actor: deployerOf(spec, phase === 'shift' ? 'bad' : 'return'),
        name: 'UpdateEndpointWeightsAndCapacities',
        request: { EndpointName: spec.name, DesiredWeightsAndCapacities: weights(phase === 'shift') },
        response: { EndpointArn: endpointArn(spec) },
      };
    }
  }
}

function* deeds(spec: EndpointSpec, from: number, to: number): Generator<Deed> {
  yield* deploymentDeeds(spec, from, to);
  if (from < spec.createdAt + settledMs && to > spec.createdAt) yield* settingUp(spec);
  if (spec.deletedAt >= from && spec.deletedAt < to) {
    yield {
      at: spec.deletedAt,
      actor: deployerOf(spec, 'routine'),
      name: 'DeleteEndpoint',
      request: { EndpointName: spec.name },
    };
  }
  yield* scaling(spec, from - 1_000, to);
  if (spec.prone.includes('traffic_shift')) yield* shifting(spec, from, to);
}
/** Components, scaling and alarms are all in place by then. */
const settledMs = 80 * 24 * 60 * minuteMs;

/** CloudTrail records of everything done to the fleet of a place in [from, to). */
export function eventsOf(
  roll: Roll,
  seed: string,
  { place, from, to }: { place: Place; from: number; to: number },
): TrailRecord[] {
  const records: TrailRecord[] = [];
  for (const spec of roll.between(place, from, to)) {
    if (spec.createdAt - 10 * minuteMs >= to) continue;
    for (const { source = 'sagemaker', ...deed } of deeds(spec, from, to)) {
      if (deed.at < from || deed.at >= to) continue;
      records.push(trailRecord({ seed, place, source, ...deed, discriminator: JSON.stringify(deed.request) }));
    }
  }
  return records;
}
