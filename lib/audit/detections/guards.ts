import { flagAt, isObject, type Loose, objectAt, textAt } from '../text.ts';

/** What a job, model or configuration may be protected by, in the words of the rule that misses it. Stored by their place in this list. */
export const guardNames = ['isolation', 'traffic', 'vpc', 'volume_key'] as const;
export type Guard = (typeof guardNames)[number];
export type Guarded = { lineage: string; guards: Guard[] };

/** Requests that say how what they make is protected, and by which member they name it. What an update leaves out stays as it was. */
const named: Readonly<Record<string, string>> = {
  CreateTrainingJob: 'trainingJobName',
  CreateProcessingJob: 'processingJobName',
  CreateTransformJob: 'transformJobName',
  CreateHyperParameterTuningJob: 'hyperParameterTuningJobName',
  CreateAutoMLJobV2: 'autoMLJobName',
  CreateCompilationJob: 'compilationJobName',
  CreateModel: 'modelName',
  CreateEndpointConfig: 'endpointConfigName',
  CreateNotebookInstance: 'notebookInstanceName',
};

export const guardedEvents: readonly string[] = Object.keys(named).map((name) => `sagemaker.amazonaws.com:${name}`);

const isId = (part: string): boolean =>
  /^v?\d+$/i.test(part) || (part.length >= 6 && /\d/.test(part) && /^[\da-z]+$/i.test(part));

/** A name without what counts its versions: "fraud-train-20261129-0300" and "…-0400" are one lineage, "fraud-train-*-*". */
export const lineageOf = (name: string): string =>
  name
    .split('-')
    .map((part) => (isId(part) ? '*' : part))
    .join('-');

const holds = (value: unknown): boolean => (Array.isArray(value) ? value.length > 0 : typeof value === 'string' && value !== '');

/** Each place where a request of SageMaker carries its protection; most stand at the top, some in a part of their own. */
function parts(request: Loose): Loose[] {
  const training = objectAt(request, 'trainingJobDefinition');
  const processing = objectAt(objectAt(request, 'processingResources'), 'clusterConfig');
  return [
    request,
    training,
    objectAt(request, 'networkConfig'),
    objectAt(request, 'securityConfig'),
    objectAt(request, 'resourceConfig'),
    objectAt(training, 'resourceConfig'),
    objectAt(request, 'transformResources'),
    processing,
  ];
}

const has: Record<Guard, (part: Loose) => boolean> = {
  isolation: (part) => flagAt(part, 'enableNetworkIsolation') === true,
  traffic: (part) => flagAt(part, 'enableInterContainerTrafficEncryption') === true,
  vpc: (part) => (isObject(part.vpcConfig) ? holds(objectAt(part, 'vpcConfig').subnets) : holds(part.subnetId)),
  volume_key: (part) => textAt(part, 'volumeKmsKeyId') !== null || textAt(part, 'kmsKeyId') !== null,
};

/** How a request protects what it makes, and in which line of alike things that stands; null where it says nothing of it. */
export function guardsOf(eventName: string, request: Loose): Guarded | null {
  const member = Object.hasOwn(named, eventName) ? named[eventName] : undefined;
  const name = member ? textAt(request, member) : null;
  if (!member || !name) return null;
  const all = parts(request);
  return { lineage: `${member} ${lineageOf(name)}`, guards: guardNames.filter((guard) => all.some(has[guard])) };
}
