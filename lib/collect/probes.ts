import { listRegions } from '#lib/aws/account.ts';
import { describeScalableTargets, describeScalingActivities, describeScalingPolicies } from '#lib/aws/application-autoscaling.ts';
import type { AwsCall, AwsService, CallFailure } from '#lib/aws/call.ts';
import { describeTrails, getEventSelectors, getTrailStatus, listPublicKeys, lookupEvents } from '#lib/aws/cloudtrail.ts';
import { describeAlarmHistory, describeAlarms, getMetricData, getMetricStatistics, listMetrics } from '#lib/aws/cloudwatch.ts';
import { describeLogStreams, filterLogEvents } from '#lib/aws/logs.ts';
import type { AwsRegion } from '#lib/aws/region.ts';
import { sagemaker } from '#lib/aws/sagemaker.ts';
import { getCallerIdentity } from '#lib/aws/sts.ts';
import { getResources } from '#lib/aws/tagging.ts';
import { minuteMs } from '#lib/time.ts';
import {
  endpointSources,
  executionSource,
  jobSources,
  type Loose,
  type LooseCall,
  lastingSources,
  nodeSource,
  type Source,
} from './inventory/sources.ts';

/** The cheapest question that shows whether a call is allowed: a name that nothing has, one item, one minute. */
export type Probe = { call: LooseCall; input: Loose };

const nobody = 'trailwatch-doctor';
export const probe = <In extends object, Out>(call: AwsCall<In, Out>, input: In): Probe => ({ call, input }) as unknown as Probe;

const arnOf = ({ account, region }: AwsRegion, type: string): string =>
  `arn:aws:sagemaker:${region}:${account}:${type}/${nobody}`;

function sourceProbes(aws: AwsRegion, { list, describe, ask, within }: Source): Probe[] {
  const holder = within ? { [within.parameter]: nobody } : {};
  const value = (parameter: string): string =>
    parameter.endsWith('Arn') ? `${arnOf(aws, 'pipeline')}/execution/${nobody}` : nobody;
  const named = Object.fromEntries(Object.keys(ask).map((parameter) => [parameter, value(parameter)]));
  return [
    { call: list, input: { MaxResults: 1, ...holder } },
    { call: describe, input: { ...named, ...holder } },
  ];
}

/** One probe for every action that the role needs. */
export function probesFor(aws: AwsRegion, now: number): Probe[] {
  const minute = { StartTime: new Date(now - minuteMs), EndTime: new Date(now) };
  const scaled = { ServiceNamespace: 'sagemaker' as const, MaxResults: 1 };
  const metric = { Namespace: 'AWS/SageMaker', MetricName: 'Invocations' };
  const sources = [...endpointSources, ...jobSources, ...lastingSources, nodeSource, executionSource];
  return [
    probe(getCallerIdentity, {}),
    ...sources.flatMap((source) => sourceProbes(aws, source)),
    probe(sagemaker.Search, { Resource: 'TrainingJob', MaxResults: 1 }),
    probe(getResources, { ResourceARNList: [arnOf(aws, 'endpoint')] }),
    probe(sagemaker.ListTags, { ResourceArn: arnOf(aws, 'endpoint') }),
    probe(sagemaker.ListLabelingJobsForWorkteam, { WorkteamArn: arnOf(aws, 'workteam/private-crowd'), MaxResults: 1 }),
    probe(getMetricData, {
      ...minute,
      MetricDataQueries: [{ Id: 'q1', MetricStat: { Metric: metric, Period: 60, Stat: 'Sum' } }],
    }),
    probe(getMetricStatistics, {
      ...{ ...minute, Namespace: metric.Namespace, MetricName: metric.MetricName },
      ...{ Period: 60, Statistics: ['SampleCount'] },
    }),
    probe(listMetrics, { Namespace: 'AWS/SageMaker/Workteam' }),
    probe(describeAlarms, { MaxRecords: 1 }),
    probe(describeAlarmHistory, { MaxRecords: 1 }),
    probe(describeScalableTargets, scaled),
    probe(describeScalingPolicies, scaled),
    probe(describeScalingActivities, scaled),
    probe(describeLogStreams, { logGroupName: `/aws/sagemaker/Endpoints/${nobody}`, limit: 1 }),
    probe(filterLogEvents, { logGroupName: '/aws/sagemaker/groundtruth/WorkerActivity', limit: 1 }),
    probe(listRegions, { MaxResults: 1 }),
    probe(lookupEvents, { ...minute, MaxResults: 1 }),
    probe(describeTrails, {}),
    probe(getTrailStatus, { Name: nobody }),
    probe(getEventSelectors, { TrailName: nobody }),
    probe(listPublicKeys, minute),
  ];
}

type ProbeWord = 'allowed' | 'denied' | 'not offered' | 'not reached';
export type ProbeResult = {
  account: string;
  region: string;
  service: AwsService;
  operation: string;
  action: string | null;
  feeds: string;
  word: ProbeWord;
  failure: CallFailure | null;
};

/** Any answer but a refusal shows that the call is allowed: "could not find" is one. */
function wordOf(failure: CallFailure | null): ProbeWord {
  if (failure === null || failure.isGone) return 'allowed';
  if (failure.word === 'denied') return 'denied';
  if (failure.word === 'throttled' || failure.word === 'late') return 'not reached';
  return /^(UnknownOperation|InvalidAction|NotImplemented)/.test(failure.code) ? 'not offered' : 'allowed';
}

/** Tries one probe. */
export async function tryProbe(aws: AwsRegion, { call, input }: Probe): Promise<ProbeResult> {
  const answer = await aws.send(call, input);
  const failure = answer.ok ? null : answer.failure;
  const { service, operation, action, feeds } = call;
  return { account: aws.account, region: aws.region, service, operation, action, feeds, word: wordOf(failure), failure };
}
