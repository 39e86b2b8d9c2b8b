import type { DemoPerson } from '#demo/accounts.ts';
import type { Place } from '../types.ts';
import type { JobFamily, JobKind, Mishap } from './job-family.ts';
import { type Owner, prodEu, researchUs } from './setting.ts';

/** A step that runs a job names its kind; the others are done at once. */
export type StepRow = {
  name: string;
  job?: Extract<JobKind, 'training' | 'processing' | 'transform'>;
  does?: 'condition' | 'register';
  instance?: string;
  minutes?: readonly [number, number];
  image?: string;
};

export type PipelineRow = {
  name: string;
  team: Owner;
  place: Place;
  by: DemoPerson;
  createdAt: number;
  description: string;
  everyMinutes: number;
  offsetMinutes: number;
  steps: readonly StepRow[];
  /** Which execution of how many fails, at which step, and how. */
  fails?: { every: number; at: number; step: string; how: Mishap };
  stops?: { every: number; at: number; step: string };
  locked?: boolean;
};

const xgboost = 'sagemaker-xgboost:1.7-1';
const scikit = 'sagemaker-scikit-learn:1.4-2-cpu-py3';

export const pipelines: readonly PipelineRow[] = [
  {
    name: 'fraud-retrain',
    team: 'fraud',
    place: prodEu,
    by: 'release-1',
    createdAt: Date.UTC(2025, 2, 4, 9, 12),
    description: 'Joins labels, trains, evaluates and registers the score model',
    everyMinutes: 360,
    offsetMinutes: 186,
    locked: true,
    steps: [
      { name: 'JoinLabels', job: 'processing', instance: 'ml.m5.4xlarge', minutes: [9, 16], image: scikit },
      { name: 'TrainScore', job: 'training', instance: 'ml.m5.4xlarge', minutes: [24, 38], image: xgboost },
      { name: 'Evaluate', job: 'processing', instance: 'ml.m5.xlarge', minutes: [5, 9], image: scikit },
      { name: 'GoodEnough', does: 'condition' },
      { name: 'RegisterScore', does: 'register' },
    ],
    fails: { every: 3, at: 1, step: 'Evaluate', how: 'script' },
  },
  {
    name: 'search-index-refresh',
    team: 'search',
    place: prodEu,
    by: 'data-eng-2',
    createdAt: Date.UTC(2025, 5, 17, 13, 40),
    description: 'Embeds the new documents and scores them',
    everyMinutes: 360,
    offsetMinutes: 34,
    steps: [
      { name: 'CollectDocs', job: 'processing', instance: 'ml.m5.2xlarge', minutes: [8, 14], image: scikit },
      { name: 'EmbedDocs', job: 'transform', instance: 'ml.g4dn.xlarge', minutes: [18, 30] },
      { name: 'CheckDrift', job: 'processing', instance: 'ml.m5.xlarge', minutes: [4, 7], image: scikit },
    ],
  },
  {
    name: 'vision-nightly',
    team: 'vision',
    place: researchUs,
    by: 'ml-lead',
    createdAt: Date.UTC(2025, 6, 1, 7, 5),
    // A name as people type them: the console must show it as text.
    description: 'Nightly <b>detector</b> & "eval"; owner שלום, see <script>alert(1)</script>',
    everyMinutes: 720,
    offsetMinutes: 96,
    steps: [
      { name: 'SampleFrames', job: 'processing', instance: 'ml.m5.4xlarge', minutes: [14, 22], image: scikit },
      { name: 'TrainDetector', job: 'training', instance: 'ml.g5.12xlarge', minutes: [80, 120] },
      { name: 'Evaluate', job: 'processing', instance: 'ml.g4dn.xlarge', minutes: [10, 18] },
      { name: 'RegisterDetector', does: 'register' },
    ],
    stops: { every: 2, at: 1, step: 'TrainDetector' },
  },
];

const gpuImage = 'pytorch-training:2.6.0-gpu-py312';

/** A step's job behaves as a job of a family of its own. */
export const stepFamily = (pipeline: PipelineRow, step: StepRow): JobFamily => ({
  id: `${pipeline.name}-${step.name}`,
  kind: step.job ?? 'processing',
  place: pipeline.place,
  team: pipeline.team,
  by: pipeline.by,
  role: 'SageMakerPipelines',
  everyMinutes: pipeline.everyMinutes,
  offsetMinutes: pipeline.offsetMinutes,
  jitterMinutes: 0,
  minutes: step.minutes ?? [1, 1],
  instance: step.instance ?? 'ml.m5.xlarge',
  count: 1,
  image: step.image ?? gpuImage,
  ...(pipeline.locked ? { vpc: true, key: true, isolated: true } : {}),
});
