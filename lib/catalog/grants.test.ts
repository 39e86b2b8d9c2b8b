import { expect, test } from 'vitest';
import { grantFor } from './grants.ts';

const role = { arn: 'arn:aws:iam::111122223333:role/TrailwatchReadOnly', externalId: '7f2c' };
const call = { service: 'sagemaker', operation: 'DescribeEndpoint', code: 'AccessDeniedException', message: '' };
const said = (action: string, rest = '') =>
  `User: arn:aws:sts::111122223333:assumed-role/TrailwatchReadOnly/trailwatch is not authorized to perform: ${action} on resource: arn:aws:kms:eu-west-1:111122223333:key/k${rest}`;

test.each([
  ['no word from AWS: the action of the call', call, 'sagemaker:DescribeEndpoint', 1, null],
  [
    'AWS names another action than the call: that one is missing',
    { ...call, message: said('kms:Decrypt', ' because no identity-based policy allows the kms:Decrypt action') },
    'kms:Decrypt',
    1,
    null,
  ],
  [
    'an explicit deny: no allow helps',
    { ...call, message: said('sagemaker:DescribeEndpoint', ' with an explicit deny in a service control policy') },
    'sagemaker:DescribeEndpoint',
    0,
    'A service control policy denies it in so many words; no allow outweighs that. Take sagemaker:DescribeEndpoint out of it.',
  ],
  ['a Region that is off', { ...call, code: 'OptInRequired' }, null, 0, expect.stringContaining('Region is not enabled')],
  ['expired keys', { ...call, code: 'ExpiredTokenException' }, null, 0, expect.stringContaining('no valid credentials')],
] as const)('%s', (_, denied, action, lines, advice) => {
  const grant = grantFor(denied, role);
  expect(grant).toMatchObject({ action, advice });
  expect(grant.lines).toHaveLength(lines);
});

test('a role that may not be assumed: its trust policy with the external ID, and the identity of the worker', () => {
  const message = `User: arn:aws:iam::999900001111:user/watch is not authorized to perform: sts:AssumeRole on resource: ${role.arn}`;
  const { action, lines } = grantFor({ service: 'sts', operation: 'AssumeRole', code: 'AccessDenied', message }, role);
  expect(action).toBe('sts:AssumeRole');
  expect(lines.map(({ where, statement }) => [where, JSON.parse(statement)])).toEqual([
    [
      `trust policy of ${role.arn}`,
      {
        Effect: 'Allow',
        Principal: { AWS: 'arn:aws:iam::999900001111:user/watch' },
        Action: 'sts:AssumeRole',
        Condition: { StringEquals: { 'sts:ExternalId': '7f2c' } },
      },
    ],
    ['policy of the identity that the worker runs as', { Effect: 'Allow', Action: 'sts:AssumeRole', Resource: role.arn }],
  ]);
});
