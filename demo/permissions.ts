import { AwsError } from './aws-error.ts';
import type { Principal } from './credentials.ts';
import { iamPrefix } from './services/names.ts';

/** An attempt to call an action, as IAM sees it. */
export type Attempt = { principal: Principal; scope: string; operation: string; region: string };

const trailReads = /^cloudtrail:(DescribeTrails|GetTrail|GetTrailStatus|GetEventSelectors|ListTrails|ListPublicKeys)$/;

/** What each kind of principal may do. Reading verbs alone: the role of the reader can change nothing. */
const allowed: Readonly<Record<Principal['kind'], readonly RegExp[]>> = {
  user: [/^sts:(AssumeRole|GetCallerIdentity)$/],
  session: [
    /^account:ListRegions$/,
    /^sts:GetCallerIdentity$/,
    /^sagemaker:(List|Describe|Search$)/,
    /^tag:GetResources$/,
    /^cloudwatch:(GetMetric|ListMetrics|DescribeAlarm)/,
    /^logs:(Describe|FilterLogEvents|GetLogEvents)/,
    /^cloudtrail:LookupEvents$/,
    trailReads,
    /^application-autoscaling:Describe/,
  ],
  organization: [/^sts:(AssumeRole|GetCallerIdentity)$/, /^organizations:(List|Describe)/],
  archive: [
    /^s3:(GetObject|ListBucket|GetBucketLocation)$/,
    /^kms:Decrypt$/,
    trailReads,
    /^organizations:DescribeOrganization$/,
    /^sts:GetCallerIdentity$/,
  ],
};

export const actionOf = (scope: string, operation: string): string => `${iamPrefix(scope)}:${operation}`;

/** Actions denied on purpose, so that the denied state can be shown: `<account>:<action>`, `*` standing for any text. */
export class DenyList {
  #entries: readonly { account: string; pattern: RegExp }[] = [];

  constructor(text = '') {
    this.set(text);
  }

  /** @throws RangeError with the entry that is not `<account>:<service>:<Action>` */
  set(text: string): void {
    this.#entries = text
      .split(',')
      .map((entry) => entry.trim())
      .filter((entry) => entry !== '')
      .map((entry) => {
        const match = /^(\d{12}|\*):([a-z0-9-]+:[\w*]+)$/.exec(entry);
        if (!match?.[1] || !match[2]) throw new RangeError(`deny: ${JSON.stringify(entry)} is not <account>:<service>:<Action>`);
        return { account: match[1], pattern: new RegExp(`^${match[2].replaceAll('*', '.*')}$`, 'i') };
      });
  }

  has(account: string, action: string): boolean {
    return this.#entries.some((entry) => (entry.account === '*' || entry.account === account) && entry.pattern.test(action));
  }
}

/** Whether identity policies let the attempt pass; names that no service has are left to the service. */
export function isAllowed(attempt: Attempt, denied: DenyList): boolean {
  return mayDo(attempt.principal, actionOf(attempt.scope, attempt.operation), denied);
}

/** The same for an action by its own name, which S3's operations do not share. */
export const mayDo = (principal: Principal, action: string, denied: DenyList): boolean =>
  allowed[principal.kind].some((pattern) => pattern.test(action)) && !denied.has(principal.account, action);

export function accessDenied(attempt: Attempt): AwsError {
  const action = actionOf(attempt.scope, attempt.operation);
  const where = attempt.scope === 'monitoring' || attempt.scope === 'cloudtrail' ? '' : ` on resource: ${resourceOf(attempt)}`;
  return new AwsError(
    'AccessDeniedException',
    `User: ${attempt.principal.arn} is not authorized to perform: ${action}${where} because no identity-based policy allows the ${action} action`,
  );
}

function resourceOf({ principal, scope, operation, region }: Attempt): string {
  const noun = operation.replace(/^[A-Z][a-z]+/, '').replace(/s$/, '');
  const kind = noun.replace(/([a-z])([A-Z])/g, '$1-$2').toLowerCase();
  return scope === 'sagemaker' && kind !== ''
    ? `arn:aws:sagemaker:${region}:${principal.account}:${kind}/*`
    : `arn:aws:${iamPrefix(scope)}:${region}:${principal.account}:*`;
}
