import type { Dice } from './audit-dice.ts';
import { zipf } from './audit-dice.ts';
import { teams } from './audit-principals.ts';

/** Where and when a call is made. `time`: "2026-11-19T03:00:12Z". */
export type Place = { dice: Dice; account: string; region: string; time: string };

const models = ['resnet', 'bert', 'whisper', 'xgboost', 'two-tower', 'llama', 'yolo', 'deepar', 'clip', 'lightgbm'] as const;
const stages = ['prod', 'staging', 'shadow', 'canary'] as const;
const one = (list: readonly string[], index: number): string => list[index % list.length] as string;

/** A pool of lasting things: the first are spoken of most. */
function pool(count: number, name: (index: number) => string): (place: Place) => string {
  const names = Array.from({ length: count }, (_, index) => name(index));
  const draw = zipf(count);
  return ({ dice }) => names[draw(dice.next())] as string;
}

const worded = (index: number): string => `${one(teams, index)}-${one(models, Math.floor(index / 3))}`;

export const endpointName = pool(160, (index) => `${worded(index)}-${one(stages, Math.floor(index / 40))}`);
export const pipelineName = pool(40, (index) => `${worded(index)}-pipeline`);
export const notebookName = pool(60, (index) => `${worded(index)}-notebook-${index}`);
export const roleName = pool(
  90,
  (index) => `${one(teams, index)}-${one(['training', 'inference', 'etl', 'deploy', 'notebook'], Math.floor(index / 8))}`,
);
export const userName = pool(40, (index) => `${one(teams, index)}-robot-${index}`);
export const logGroup = pool(120, (index) =>
  index % 2
    ? `/aws/sagemaker/Endpoints/${worded(index)}-prod`
    : one(['/aws/sagemaker/TrainingJobs', '/aws/lambda/etl', '/aws/sagemaker/ProcessingJobs'], index / 2),
);
const bucketStem = pool(24, (index) => `${one(teams, index)}-${one(['data', 'models', 'features'], Math.floor(index / 8))}`);
const keyIds = pool(
  16,
  (index) => `${(0x1f3a5c00 + index * 7919).toString(16)}-77aa-4c1e-9d20-${(0x5e5f00aa1100 + index * 104_729).toString(16)}`,
);

export const bucketName = (place: Place): string => `${bucketStem(place)}-${place.account}`;
export const arnOf = ({ region, account }: Place, service: string, rest: string): string =>
  `arn:aws:${service}:${region}:${account}:${rest}`;
export const roleArn = (place: Place): string => `arn:aws:iam::${place.account}:role/${roleName(place)}`;
export const keyArn = (place: Place): string => arnOf(place, 'kms', `key/${keyIds(place)}`);
export const imageUri = (place: Place): string =>
  `763104351884.dkr.ecr.${place.region}.amazonaws.com/pytorch-training:2.6.0-gpu-py312-cu126-ubuntu22.04-sagemaker`;

/** "vision-resnet-2026-11-19-03-00-12-417": as the SageMaker SDK names what it starts. */
export const runName = ({ dice, time }: Place): string =>
  `${dice.pick(teams)}-${dice.pick(models)}-${time.slice(0, 19).replaceAll(/[T:]/g, '-')}-${100 + dice.below(900)}`;

export const objectKey = (place: Place): string => {
  const { dice, time } = place;
  return dice.below(3) === 0
    ? `${runName(place)}/output/model.tar.gz`
    : `datasets/dt=${time.slice(0, 10)}/part-${String(dice.below(2000)).padStart(5, '0')}-${dice.uuid()}.c000.snappy.parquet`;
};
