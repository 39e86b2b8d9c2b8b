import { dayMs, minuteMs } from '#lib/time.ts';
import { phaseAt } from '../incidents.ts';
import type { Deed } from './events.ts';
import { arn, configName } from './names.ts';
import { configRequest } from './operations/configuration.ts';
import { deploymentConfig } from './operations/endpoint.ts';
import { type Model, modelCreatedAt, modelRequest, modelsOfRelease } from './operations/model.ts';
import { deployerOf, tagsOfSpec } from './owners.ts';
import { type Release, releasesUntil } from './releases.ts';
import { type EndpointSpec, endpointArn } from './spec.ts';

/** Everything that pipelines and people do around one release: models, configuration, update, a look at the result, tidying up. */
function* aroundRelease(spec: EndpointSpec, release: Release): Generator<Deed> {
  const actor = deployerOf(spec, release.kind);
  const name = configName(spec, release);
  const models = release.kind === 'bad' ? [] : modelsOfRelease(spec, release);
  for (const [index, model] of models.entries()) yield createModel(model, modelCreatedAt(release) + index * 2_000, actor);
  yield {
    at: release.configAt,
    actor,
    name: 'CreateEndpointConfig',
    request: withTags(spec, configRequest(spec, release)),
    response: { EndpointConfigArn: arn(spec, 'endpoint-config', name) },
  };
  yield update(spec, release);
  const look = { at: release.doneAt + 7_000, actor, name: 'DescribeEndpoint', request: { EndpointName: spec.name } };
  if (release.kind !== 'candidate') yield look;
  if (!Number.isFinite(release.deletedAt)) return;
  const cleaner = deployerOf(spec, 'routine');
  yield { at: release.deletedAt, actor: cleaner, name: 'DeleteEndpointConfig', request: { EndpointConfigName: name } };
  for (const [index, model] of models.entries()) {
    yield {
      at: release.deletedAt + 2 * dayMs + index * 1000,
      actor: cleaner,
      name: 'DeleteModel',
      request: { ModelName: model.name },
    };
  }
}

const withTags = (spec: EndpointSpec, request: Record<string, unknown>): Record<string, unknown> => {
  const tags = tagsOfSpec(spec);
  return tags.length > 0 ? { ...request, Tags: tags } : request;
};

const createModel = (model: Model, at: number, actor: Deed['actor']): Deed => ({
  at,
  actor,
  name: 'CreateModel',
  request: withTags(model.spec, modelRequest(model)),
  response: { ModelArn: arn(model.spec, 'model', model.name) },
});

function update(spec: EndpointSpec, release: Release): Deed {
  const request = { EndpointName: spec.name, EndpointConfigName: configName(spec, release) };
  const isFirst = release.kind === 'first';
  const isGuarded = spec.prone.includes('auto_rollback') && !isFirst;
  return {
    at: release.updateAt,
    actor: deployerOf(spec, release.kind),
    name: isFirst ? 'CreateEndpoint' : 'UpdateEndpoint',
    request: isFirst
      ? withTags(spec, request)
      : { ...request, ...(isGuarded ? { DeploymentConfig: deploymentConfig(spec) } : {}) },
    response: { EndpointArn: endpointArn(spec) },
  };
}

/** A person's way back: first somebody who may not, then somebody who may. */
function* rollback(spec: EndpointSpec, release: Release, good: Release): Generator<Deed> {
  if (release.kind !== 'bad' || !release.incident) return;
  const request = { EndpointName: spec.name, EndpointConfigName: configName(spec, good) };
  const role = 'AWSReservedSSO_Developer_1122334455667788';
  const who = `arn:aws:sts::${spec.account}:assumed-role/${role}/data-sci-4`;
  const back = phaseAt(release.incident, 'rollback');
  yield {
    at: back - 11 * minuteMs,
    actor: { person: 'data-sci-4' },
    name: 'UpdateEndpoint',
    request,
    error: {
      code: 'AccessDenied',
      message: `User: ${who} is not authorized to perform: sagemaker:UpdateEndpoint on resource: ${endpointArn(spec)} because no identity-based policy allows the sagemaker:UpdateEndpoint action`,
    },
  };
  yield {
    at: back + 9_000,
    actor: deployerOf(spec, 'return'),
    name: 'UpdateEndpoint',
    request,
    response: { EndpointArn: endpointArn(spec) },
  };
}

/** Deeds around every release that may have left a trace in [from, to). */
export function* deploymentDeeds(spec: EndpointSpec, from: number, to: number): Generator<Deed> {
  let good: Release | undefined;
  for (const release of releasesUntil(spec, to + 2 * minuteMs)) {
    const isNear = release.doneAt + 2 * 60 * minuteMs > from || (release.deletedAt + 3 * dayMs > from && release.deletedAt < to);
    if (isNear) {
      yield* aroundRelease(spec, release);
      if (good) yield* rollback(spec, release, good);
    }
    if (release.kind === 'first' || release.kind === 'routine') good = release;
  }
}
