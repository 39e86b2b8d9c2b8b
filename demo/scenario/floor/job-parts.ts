import type { Job } from './job.ts';
import { bucketOf, keyArn, vpcOf } from './setting.ts';

/** Members that Describe answers of several kinds of jobs share. Absent ones are absent, not null. */

const teamOf = (job: Job): string => job.team ?? 'shared';
export const teamKey = (job: Job): string => keyArn(job.place, teamOf(job));
export const folderOf = (job: Job): string => `s3://${bucketOf(job.place)}/${teamOf(job)}`;

/** Where a training job leaves the model that it made. */
export const artifactOf = (job: Job): string => `${folderOf(job)}/models/${job.name}/output/model.tar.gz`;

export const vpcConfig = (job: Job) =>
  job.family.vpc && !job.without.includes('vpc_removed') ? { VpcConfig: vpcOf(job.place) } : {};
/** Instance types with local NVMe storage refuse a volume key. */
export const volumeKey = (job: Job) =>
  job.family.key && !job.without.includes('volume_key_removed') && !/^ml\.(g4dn|g5|p4d)/.test(job.family.instance)
    ? { VolumeKmsKeyId: teamKey(job) }
    : {};
export const outputKey = (job: Job) => (job.family.key ? { KmsKeyId: teamKey(job) } : {});

export const imageOf = (job: Job): string => {
  const registry = job.family.image.includes('xgboost') || job.family.image.includes('scikit') ? '141502667606' : '763104351884';
  return `${registry}.dkr.ecr.${job.place.region}.amazonaws.com/${job.family.image}`;
};

export const experimentOf = (job: Job) =>
  job.parent?.kind === 'pipeline'
    ? { ExperimentConfig: { ExperimentName: job.parent.name, TrialName: lastOf(job.parent.arn) } }
    : {};

const lastOf = (arn: string): string => arn.slice(arn.lastIndexOf('/') + 1);

/** Drops members without a value, as AWS does. */
export const present = (members: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));
