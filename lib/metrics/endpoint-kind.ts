import { type Answer, at, listAt, textAt } from '#lib/catalog/answer.ts';
import type { EndpointKind } from '#lib/catalog/endpoint-kinds.ts';

/** Describe answers as stored; undefined where the call was denied or not made yet. */
export type EndpointAnswers = { endpoint: Answer; config?: Answer; models?: readonly Answer[] };

const variantsOf = (answer: Answer): readonly unknown[] => [
  ...listAt(answer, 'ProductionVariants'),
  ...listAt(answer, 'ShadowProductionVariants'),
];

const containersOf = (model: Answer): readonly unknown[] => {
  const several = listAt(model, 'Containers');
  const primary = at(model, 'PrimaryContainer');
  return several.length > 0 ? several : primary === undefined ? [] : [primary];
};

/** Ordered: the first row whose test holds decides. */
const decisions: readonly { kind: EndpointKind; holds: (answers: EndpointAnswers) => boolean }[] = [
  {
    kind: 'asynchronous',
    holds: ({ endpoint, config }) =>
      at(endpoint, 'AsyncInferenceConfig') !== undefined || at(config, 'AsyncInferenceConfig') !== undefined,
  },
  {
    kind: 'serverless',
    holds: ({ endpoint, config }) =>
      variantsOf(endpoint).some((variant) => at(variant, 'CurrentServerlessConfig') !== undefined) ||
      variantsOf(config).some((variant) => at(variant, 'ServerlessConfig') !== undefined),
  },
  {
    kind: 'inference_components',
    holds: ({ config }) =>
      variantsOf(config).length > 0 && variantsOf(config).every((variant) => textAt(variant, 'ModelName') === undefined),
  },
  {
    kind: 'multi_model',
    holds: ({ models = [] }) => models.some((model) => containersOf(model).some((one) => textAt(one, 'Mode') === 'MultiModel')),
  },
  { kind: 'multi_container', holds: ({ models = [] }) => models.some((model) => containersOf(model).length > 1) },
  {
    kind: 'realtime',
    holds: ({ config, models = [] }) => variantsOf(config).length > 0 && models.some((model) => containersOf(model).length > 0),
  },
];

/** The kind of endpoint that its configuration and models make it, or null while too little was answered to tell. */
export function decideEndpointKind(answers: EndpointAnswers): EndpointKind | null {
  return decisions.find((decision) => decision.holds(answers))?.kind ?? null;
}

/** Hostnames of a pipeline's or multi-container model's containers: the ContainerName dimension of their metrics. */
export const containerNames = (model: Answer): readonly string[] =>
  containersOf(model).length > 1
    ? containersOf(model).map((one, index) => textAt(one, 'ContainerHostname') ?? `container-${index + 1}`)
    : [];
