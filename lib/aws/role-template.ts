import type { FeatureId } from './features.ts';
import { leastPrivilegePolicy, memberFeatures, type Statement } from './policy.ts';

type Parameter = Record<string, unknown>;

const text = (Description: string, rest: Parameter = {}): Parameter => ({ Type: 'String', Description, ...rest });
const roleName = { AllowedPattern: '[\\w+=,.@-]{1,64}' };

const parameters = (name: string, organization: boolean): Record<string, Parameter> => ({
  TrustedPrincipalArn: text(
    organization
      ? 'ARN of the user or role that the worker of Trailwatch runs as'
      : 'ARN of the user or role that assumes this one: of the worker, or TrailwatchOrganization where accounts are discovered',
    { AllowedPattern: 'arn:aws[a-z-]*:iam::\\d{12}:(user|role|root).*' },
  ),
  ExternalId: text('The external ID that trailwatch.yaml names for it', {
    MinLength: 2,
    MaxLength: 1224,
    AllowedPattern: '[\\w+=,.@:/-]*',
  }),
  RoleName: text('Name of the role', { Default: name, ...roleName }),
  ...(organization
    ? { MemberRoleName: text('Name of the role in the members', { Default: 'TrailwatchReadOnly', ...roleName }) }
    : {}),
});

/** The members' roles are assumed through that of the organization. */
const assumeMembers: Statement = {
  Sid: 'AssumeMembers',
  Effect: 'Allow',
  Action: ['sts:AssumeRole'],
  Resource: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':iam::*:role/', { Ref: 'MemberRoleName' }]] },
};

const trust = {
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Principal: { AWS: { Ref: 'TrustedPrincipalArn' } },
      Action: 'sts:AssumeRole',
      Condition: { StringEquals: { 'sts:ExternalId': { Ref: 'ExternalId' } } },
    },
  ],
};

/**
 * A CloudFormation template of a role: its least privilege, and a trust that asks for the external ID. Roles are of no Region, so one
 * Region of a StackSet is enough for an account.
 */
export function roleTemplate(of: readonly FeatureId[] = memberFeatures) {
  const isOrganization = of.includes('organization');
  const policy = leastPrivilegePolicy(of);
  const Statement = isOrganization ? [...policy.Statement, assumeMembers] : policy.Statement;
  return {
    AWSTemplateFormatVersion: '2010-09-09',
    Description: isOrganization
      ? 'Trailwatch: reads which accounts the organization has, and assumes their read-only roles. For the management account or a delegated administrator.'
      : 'Trailwatch: a role that reads and never writes. For one account, or for all of an organization as a StackSet.',
    Parameters: parameters(isOrganization ? 'TrailwatchOrganization' : 'TrailwatchReadOnly', isOrganization),
    Resources: {
      Role: {
        Type: 'AWS::IAM::Role',
        Properties: {
          RoleName: { Ref: 'RoleName' },
          MaxSessionDuration: 3600,
          AssumeRolePolicyDocument: trust,
          Policies: [{ PolicyName: 'trailwatch', PolicyDocument: { ...policy, Statement } }],
        },
      },
    },
    Outputs: { RoleArn: { Description: 'For trailwatch.yaml', Value: { 'Fn::GetAtt': ['Role', 'Arn'] } } },
  };
}
