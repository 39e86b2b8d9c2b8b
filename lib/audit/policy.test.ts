import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parsePolicy, sharingOf } from './policy.ts';

const own = '111122223333';
const allow = (principal: unknown, condition?: unknown) => ({
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Principal: principal,
      Action: 's3:GetObject',
      Resource: '*',
      ...(condition ? { Condition: condition } : {}),
    },
  ],
});
const other = '999988887777';

describe('whom a policy lets in', () => {
  test.each<[string, object, boolean, string[]]>([
    ['everybody', allow('*'), true, []],
    ['everybody of AWS', allow({ AWS: '*' }), true, []],
    ['everybody in a list', allow({ AWS: [`arn:aws:iam::${own}:root`, '*'] }), true, []],
    ['its own account', allow({ AWS: `arn:aws:iam::${own}:root` }), false, []],
    ['its own account by number', allow({ AWS: own }), false, []],
    ['another account', allow({ AWS: `arn:aws:iam::${other}:role/x` }), false, [other]],
    ['another by number', allow({ AWS: [own, other] }), false, [other]],
    ['a canonical user', allow({ CanonicalUser: '79a59df9' }), false, ['79a59df9']],
    ['a service', allow({ Service: 'sagemaker.amazonaws.com' }), false, []],
    ['an identity provider', allow({ Federated: `arn:aws:iam::${own}:oidc-provider/token.example` }), false, []],
    ['all but one', { Statement: { Effect: 'Allow', NotPrincipal: { AWS: own }, Action: '*' } }, true, []],
    ['a refusal of everybody', { Statement: [{ Effect: 'Deny', Principal: '*', Action: '*' }] }, false, []],
    ['the organization', allow('*', { StringEquals: { 'aws:PrincipalOrgID': 'o-1' } }), false, []],
    ['an account by condition', allow('*', { StringEquals: { 'AWS:PrincipalAccount': [other, own] } }), false, [other]],
    ['a network', allow('*', { IpAddress: { 'aws:SourceIp': '198.51.100.0/24' } }), false, []],
    ['every network', allow('*', { IpAddress: { 'aws:SourceIp': ['198.51.100.0/24', '0.0.0.0/0'] } }), true, []],
    ['a condition that is as good as none', allow('*', { StringLike: { 'aws:PrincipalArn': '*' } }), true, []],
    ['one that holds where the key is absent', allow('*', { StringEqualsIfExists: { 'aws:PrincipalOrgID': 'o-1' } }), true, []],
    ['all but an organization', allow('*', { StringNotEquals: { 'aws:PrincipalOrgID': 'o-1' } }), true, []],
    ['a key that limits nobody', allow('*', { StringEquals: { 'aws:SecureTransport': 'true' } }), true, []],
    ['all sessions of a role', allow({ AWS: `arn:aws:sts::${other}:assumed-role/x/y` }), false, [other]],
  ])('%s', (_, policy, isPublic, outsiders) => {
    expect(sharingOf(policy as Record<string, unknown>, own)).toEqual({ isPublic, outsiders });
  });
});

test('a document is read as an object, as JSON, and as JSON in a URL', () => {
  const policy = allow('*');
  const text = JSON.stringify(policy);
  for (const written of [policy, text, encodeURIComponent(text), `\n${text}`]) expect(parsePolicy(written)).toEqual(policy);
});

test('what is no policy is none, whatever it is', () => {
  for (const value of [null, undefined, 7, '', '[]', 'null', '%7B', '%7Bx%', `"${'x'.repeat(70_000)}"`])
    expect(parsePolicy(value)).toBeNull();
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const read = parsePolicy(typeof value === 'object' ? value : JSON.stringify(value));
      if (read) expect(sharingOf({ Statement: [read] }, own).outsiders.length).toBeLessThanOrEqual(20);
    }),
  );
});
