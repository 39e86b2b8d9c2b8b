/** How each service is addressed: SigV4 scope, X-Amz-Target prefixes, Query namespace, and its prefix in IAM actions. */
export type ServiceName =
  | 'account'
  | 'sagemaker'
  | 'cloudwatch'
  | 'logs'
  | 'cloudtrail'
  | 'application-autoscaling'
  | 'organizations'
  | 's3'
  | 'tagging'
  | 'sts';

type Address = {
  scope: string;
  iam: string;
  targets: readonly string[];
  query?: { version: string; namespace: string };
  /** Operations of a service that is addressed by path (restJson), all by POST. */
  paths?: Readonly<Record<string, string>>;
};

const addresses: Readonly<Record<ServiceName, Address>> = {
  account: { scope: 'account', iam: 'account', targets: [], paths: { '/listRegions': 'ListRegions' } },
  sagemaker: { scope: 'sagemaker', iam: 'sagemaker', targets: ['SageMaker'] },
  cloudwatch: {
    scope: 'monitoring',
    iam: 'cloudwatch',
    targets: ['GraniteServiceVersion20100801'],
    query: { version: '2010-08-01', namespace: 'http://monitoring.amazonaws.com/doc/2010-08-01/' },
  },
  logs: { scope: 'logs', iam: 'logs', targets: ['Logs_20140328'] },
  cloudtrail: {
    scope: 'cloudtrail',
    iam: 'cloudtrail',
    targets: ['CloudTrail_20131101', 'com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101'],
  },
  'application-autoscaling': {
    scope: 'application-autoscaling',
    iam: 'application-autoscaling',
    targets: ['AnyScaleFrontendService'],
  },
  tagging: { scope: 'tagging', iam: 'tag', targets: ['ResourceGroupsTaggingAPI_20170126'] },
  organizations: { scope: 'organizations', iam: 'organizations', targets: ['AWSOrganizationsV20161128'] },
  s3: { scope: 's3', iam: 's3', targets: [] },
  sts: {
    scope: 'sts',
    iam: 'sts',
    targets: [],
    query: { version: '2011-06-15', namespace: 'https://sts.amazonaws.com/doc/2011-06-15/' },
  },
};

const byScope = new Map(Object.entries(addresses).map(([name, address]) => [address.scope, name as ServiceName]));

/** The service a request was signed for, or undefined for one that the demo account does not have. */
export const serviceOfScope = (scope: string): ServiceName | undefined => byScope.get(scope);

export const addressOf = (service: ServiceName): Address => addresses[service];

/** The prefix of a service's IAM actions; most services sign with the very same name. */
export const iamPrefix = (scope: string): string => {
  const service = serviceOfScope(scope);
  return service ? addresses[service].iam : scope;
};
