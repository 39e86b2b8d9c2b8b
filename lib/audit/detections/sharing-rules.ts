import { parsePolicy, type Sharing, sharingOf } from '../policy.ts';
import { isObject, type Loose, lastPart, objectAt, textAt } from '../text.ts';
import { example } from './example.ts';
import { type Judged, type StatelessRule, type Subject, textOf } from './rule.ts';

/** Where each call carries its policy, and what it is the policy of. */
const carriers: Readonly<Record<string, { policy: string; of: string }>> = {
  'iam.amazonaws.com:UpdateAssumeRolePolicy': { policy: 'policyDocument', of: 'roleName' },
  'iam.amazonaws.com:CreateRole': { policy: 'assumeRolePolicyDocument', of: 'roleName' },
  's3.amazonaws.com:PutBucketPolicy': { policy: 'bucketPolicy', of: 'bucketName' },
  'kms.amazonaws.com:PutKeyPolicy': { policy: 'policy', of: 'keyId' },
  'ecr.amazonaws.com:SetRepositoryPolicy': { policy: 'policyText', of: 'repositoryName' },
  'ecr.amazonaws.com:PutRegistryPolicy': { policy: 'policyText', of: 'registryId' },
  'sagemaker.amazonaws.com:PutModelPackageGroupPolicy': { policy: 'resourcePolicy', of: 'modelPackageGroupName' },
  'secretsmanager.amazonaws.com:PutResourcePolicy': { policy: 'resourcePolicy', of: 'secretId' },
};
const acl = 's3.amazonaws.com:PutBucketAcl';
const on = [...Object.keys(carriers), acl];

const everybody = /^http:\/\/acs\.amazonaws\.com\/groups\/global\/(AllUsers|AuthenticatedUsers)$/;

/** A canned ACL by its header, or grants to the groups that are everybody. */
function aclSharing(request: Loose): Sharing {
  const canned = [request['x-amz-acl']].flat().filter((one) => typeof one === 'string');
  const grants = objectAt(objectAt(request, 'AccessControlPolicy'), 'AccessControlList').Grant;
  const uris = [grants]
    .flat()
    .slice(0, 100)
    .map((grant) => (isObject(grant) ? (textAt(objectAt(grant, 'Grantee'), 'URI') ?? '') : ''));
  return {
    isPublic:
      canned.some((one) => /^(public-read|public-read-write|authenticated-read)$/.test(one)) ||
      uris.some((uri) => everybody.test(uri)),
    outsiders: [],
  };
}

function sharing({ event, request }: Subject): { what: string | null; who: Sharing } | null {
  const key = `${event.eventSource}:${event.eventName}`;
  if (key === acl) return { what: textAt(request, 'bucketName'), who: aclSharing(request) };
  const carrier = Object.hasOwn(carriers, key) ? carriers[key] : undefined;
  const policy = carrier ? parsePolicy(request[carrier.policy]) : null;
  if (!carrier || !policy) return null;
  const named = textAt(request, carrier.of, 512);
  return { what: named?.startsWith('arn:') ? lastPart(named) : named, who: sharingOf(policy, event.account) };
}

const trust = (account: string) =>
  example('iam', 'UpdateAssumeRolePolicy', {
    request: {
      roleName: 'SageMakerTraining',
      policyDocument: `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::${account}:root"},"Action":"sts:AssumeRole"}]}`,
    },
  });
const repository = (principal: string) =>
  example('ecr', 'SetRepositoryPolicy', {
    request: {
      repositoryName: 'training-images',
      policyText: `{"Statement":[{"Effect":"Allow","Principal":${principal},"Action":"ecr:BatchGetImage"}]}`,
      force: false,
    },
  });

export const sharingRules = {
  made_public: {
    title: 'Something was opened to everybody',
    severity: 'critical',
    why: 'Anybody with an AWS account, or anybody at all, can now reach it, with no condition that limits who.',
    mend: 'Take the statement out, then look at who used it meanwhile.',
    on,
    judge: (subject): Judged | null => {
      const read = sharing(subject);
      return read?.who.isPublic ? { object: read.what, found: {} } : null;
    },
    says: () => 'with a principal that is everybody',
    examples: { fires: [repository('"*"')], passes: [repository('{"Service":"codebuild.amazonaws.com"}')] },
  },
  shared_with_account: {
    title: 'Something was shared with another account',
    severity: 'medium',
    why: 'Whoever controls that account can reach it from now on, outside of your own sign-ins and logs.',
    mend: 'Ask whose account it is. Narrow the principal to one role, with aws:PrincipalOrgID or an external id.',
    on,
    judge: (subject): Judged | null => {
      const read = sharing(subject);
      return read && read.who.outsiders.length > 0 ? { object: read.what, found: { with: read.who.outsiders } } : null;
    },
    says: (found) => `with ${textOf(found, 'with')}`,
    examples: { fires: [trust('999988887777')], passes: [trust('111122223333')] },
  },
} as const satisfies Record<string, StatelessRule>;
