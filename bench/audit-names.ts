import { Dice, zipf } from './audit-dice.ts';
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

const remember = (known: Map<string, string>, key: string, make: () => string): string => {
  const name = known.get(key) ?? make();
  known.set(key, name);
  return name;
};

const runs = new Map<string, string>();
const slotMs = 2 * 60_000;

/** One that its account started within the last two hours: whoever waits for a job asks for it again and again. */
export function startedRun({ dice, account, region, time }: Place): string {
  const slot = Math.floor(Date.parse(time) / slotMs) - dice.below(60);
  const key = `${account} ${slot}`;
  const started = (): Place => ({ dice: new Dice('run', key), account, region, time: new Date(slot * slotMs).toISOString() });
  return remember(runs, key, () => runName(started()));
}

const parts = new Map<string, string>();
const datasetParts = zipf(2000);

/** What is written is new. */
export function writtenObject(place: Place): { bucket: string; key: string } {
  const run = startedRun(place);
  return { bucket: bucketName({ ...place, dice: new Dice('output', run) }), key: `${run}/output/model.tar.gz` };
}

/** What is read was read before: a part of the day's datasets of the account, each of which lies in one bucket. */
export function readObject({ dice, account, time, ...place }: Place): { bucket: string; key: string } {
  const day = time.slice(0, 10);
  const part = `datasets/dt=${day}/part-${String(datasetParts(dice.next())).padStart(5, '0')}`;
  const own = new Dice('part', account, part);
  return {
    bucket: bucketName({ ...place, account, time, dice: own }),
    key: remember(parts, `${account} ${part}`, () => `${part}-${new Dice('file', account, part).uuid()}.c000.snappy.parquet`),
  };
}

const endpoints = new Map<string, string>();

/** The interface endpoint through which an account's network reaches a service. */
export const vpcEndpoint = (account: string, region: string, service: string): string =>
  remember(endpoints, `${account} ${region} ${service}`, () => `vpce-0${new Dice('endpoint', account, region, service).hex(4)}`);
