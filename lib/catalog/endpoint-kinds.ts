/** Kinds of SageMaker endpoint, which decide what CloudWatch publishes. */
export const endpointKinds = {
  realtime: { one: 'real-time', hint: 'one or more variants on instances' },
  multi_model: { one: 'multi-model', hint: 'models loaded on demand from S3' },
  multi_container: { one: 'multi-container', hint: 'an inference pipeline or directly invoked containers' },
  asynchronous: { one: 'asynchronous', hint: 'queued requests, answers in S3' },
  serverless: { one: 'serverless', hint: 'no instances of its own' },
  inference_components: {
    one: 'inference components',
    hint: 'models with reserved shares of shared instances',
  },
} as const;

export type EndpointKind = keyof typeof endpointKinds;
