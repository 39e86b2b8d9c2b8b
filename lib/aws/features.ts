import type { CallRow } from './call.ts';
import { calls } from './calls.ts';

/** Parts of Trailwatch that can be allowed apart: what each reads, and its statement's name. The first that matches a call has it. */
export const features = {
  workforce: {
    sid: 'ReadWorkforce',
    reads: 'who labels what, and how fast',
    has: ({ service, operation }: CallRow) => service === 'sagemaker' && /Work(force|team)/.test(operation),
  },
  metrics: {
    sid: 'ReadMetrics',
    reads: 'charts, and health that rests on them',
    has: ({ service, operation }: CallRow) => service === 'cloudwatch' && /Metric/.test(operation),
  },
  alarms: { sid: 'ReadAlarms', reads: 'alarms and alarm coverage', has: ({ service }: CallRow) => service === 'cloudwatch' },
  scaling: {
    sid: 'ReadScaling',
    reads: 'when endpoints scaled, and why they could not',
    has: ({ service }: CallRow) => service === 'application-autoscaling',
  },
  logs: { sid: 'ReadLogs', reads: 'log lines and worker activity', has: ({ service }: CallRow) => service === 'logs' },
  audit: {
    sid: 'ReadEventHistory',
    reads: 'who changed what, and which trails there are',
    has: ({ service }: CallRow) => service === 'cloudtrail',
  },
  trails: {
    sid: 'ReadTrailFiles',
    reads: 'log files of trails; of the role that `audit.sources` or `audit import` names, in the account that holds the bucket',
    has: ({ service }: CallRow) => service === 's3',
  },
  organization: {
    sid: 'ReadOrganization',
    reads: 'accounts that come and go; of the role in the management account alone',
    has: ({ service }: CallRow) => service === 'organizations',
  },
  regions: {
    sid: 'ReadRegions',
    reads: 'which Regions are switched on, for `regions: auto` alone',
    has: ({ service }: CallRow) => service === 'account',
  },
  inventory: { sid: 'ReadInventory', reads: 'what exists, its state, configuration and tags', has: () => true },
} as const satisfies Record<string, { sid: string; reads: string; has: (call: CallRow) => boolean }>;

export type FeatureId = keyof typeof features;
export const featureIds = Object.keys(features) as FeatureId[];

export const isFeature = (text: string): text is FeatureId => Object.hasOwn(features, text);

/** What a call belongs to. */
export const featureOf = (call: CallRow): FeatureId => featureIds.find((id) => features[id].has(call)) ?? 'inventory';

/** What AWS asks for beside the action of a call: objects under a KMS key are decrypted for whoever reads them. */
const besides: Partial<Record<FeatureId, readonly string[]>> = { trails: ['kms:Decrypt'] };

/** The IAM actions of a feature's calls, sorted. */
export const actionsOf = (feature: FeatureId): string[] => {
  const own = calls.filter((call) => featureOf(call) === feature).flatMap(({ action }) => action ?? []);
  return [...new Set([...own, ...(besides[feature] ?? [])])].sort();
};
