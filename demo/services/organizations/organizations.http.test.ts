import {
  DescribeOrganizationCommand,
  ListAccountsCommand,
  ListAccountsForParentCommand,
  ListOrganizationalUnitsForParentCommand,
  ListRootsCommand,
  ListTagsForResourceCommand,
  OrganizationsClient,
} from '@aws-sdk/client-organizations';
import { ListEndpointsCommand, SageMakerClient } from '@aws-sdk/client-sagemaker';
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  managementAccount,
  memberExternalId,
  organizationExternalId,
  organizationRole,
  readerKey,
  readerRole,
} from '../../accounts.ts';
import { members, rootId } from '../../organization.ts';
import { startAccount, type TestAccount } from '../../testing/account.ts';
import { hasModels, validateOutput } from '../../testing/models.ts';
import { sendSigned } from '../../testing/signed.ts';

let account: TestAccount;
beforeAll(async () => {
  account = await startAccount({ hasQuotas: true });
});
afterAll(() => account.close());

const { accessKeyId, secretAccessKey } = readerKey;
const roleArn = (id: string, role: string): string => `arn:aws:iam::${id}:role/${role}`;
const assume = async (client: STSClient, [id, role, ExternalId]: readonly [string, string, string], DurationSeconds?: number) => {
  const input = {
    RoleArn: roleArn(id, role),
    RoleSessionName: 'test',
    ExternalId,
    ...(DurationSeconds ? { DurationSeconds } : {}),
  };
  const { Credentials: keys } = await client.send(new AssumeRoleCommand(input));
  const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '' } = keys ?? {};
  const credentials = { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken };
  return { endpoint: account.url, region: 'us-east-1', credentials, maxAttempts: 1 };
};
const own = () =>
  new STSClient({ endpoint: account.url, region: 'us-east-1', credentials: { accessKeyId, secretAccessKey }, maxAttempts: 1 });
const organizationKeys = () => assume(own(), [managementAccount, organizationRole, organizationExternalId]);
const organization = async () => new OrganizationsClient(await organizationKeys());
const staging = '222233334444';

describe('the organization', () => {
  test('pages hold 20 at most, and the first of them none', async () => {
    const client = await organization();
    const first = await client.send(new ListAccountsCommand({}));
    expect(first).toMatchObject({ Accounts: [], NextToken: expect.any(String) });
    const { Accounts = [], NextToken } = await client.send(new ListAccountsCommand({ NextToken: first.NextToken }));
    expect(NextToken).toBeUndefined();
    expect(Accounts.map(({ Id, State }) => [Id, State])).toEqual(members.map(({ id, state }) => [id, state]));
    await expect(client.send(new ListAccountsCommand({ MaxResults: 21 }))).rejects.toMatchObject({ name: 'ValidationException' });
    await expect(client.send(new ListAccountsCommand({ NextToken: 'none' }))).rejects.toMatchObject({
      name: 'InvalidInputException',
    });
  });

  test('its tree leads to every account', async () => {
    const client = await organization();
    const { Roots } = await client.send(new ListRootsCommand({}));
    expect(Roots?.map(({ Id }) => Id)).toEqual([rootId]);
    const { OrganizationalUnits: units = [] } = await client.send(
      new ListOrganizationalUnitsForParentCommand({ ParentId: rootId }),
    );
    expect(units.map(({ Name }) => Name)).toEqual(['Workloads', 'Sandboxes', 'Security']);
    const { Accounts = [] } = await client.send(new ListAccountsForParentCommand({ ParentId: units[1]?.Id }));
    expect(Accounts.map(({ Name }) => Name)).toEqual(['sandbox-1']);
    const { Tags } = await client.send(new ListTagsForResourceCommand({ ResourceId: staging }));
    expect(Tags).toEqual([{ Key: 'stage', Value: 'test' }]);
    const nowhere = new ListAccountsForParentCommand({ ParentId: 'ou-demo-nowhere12' });
    await expect(client.send(nowhere)).rejects.toMatchObject({ name: 'ParentNotFoundException' });
  });

  test('answers its management account alone, in us-east-1 alone, so many times a second', async () => {
    const member = new OrganizationsClient(account.client('111122223333', 'us-east-1'));
    await expect(member.send(new ListAccountsCommand({}))).rejects.toMatchObject({ name: 'AccessDeniedException' });
    const elsewhere = new OrganizationsClient({ ...(await organizationKeys()), region: 'eu-west-1' });
    await expect(elsewhere.send(new ListAccountsCommand({}))).rejects.toMatchObject({ name: 'InvalidSignatureException' });
    const client = await organization();
    const asked = await Promise.allSettled(Array.from({ length: 4 }, () => client.send(new DescribeOrganizationCommand({}))));
    const refused = asked.flatMap((one) => (one.status === 'rejected' ? [one.reason.name] : []));
    expect(refused).toContain('TooManyRequestsException');
  });

  test('an account that leaves is listed no more', async () => {
    await account.turn('leave', staging);
    const client = await organization();
    const first = await client.send(new ListAccountsCommand({}));
    const { Accounts = [] } = await client.send(new ListAccountsCommand({ NextToken: first.NextToken }));
    expect(Accounts.map(({ Id }) => Id)).not.toContain(staging);
    await account.turn('leave', '');
  });

  test.skipIf(!hasModels())('its answers are what AWS publishes', async () => {
    const { credentials } = await organizationKeys();
    const asked = {
      ListAccounts: {},
      ListRoots: {},
      ListAccountsForParent: { ParentId: rootId },
      ListOrganizationalUnitsForParent: { ParentId: rootId },
      ListTagsForResource: { ResourceId: staging },
    };
    for (const [operation, input] of Object.entries(asked)) {
      const headers = { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': `AWSOrganizationsV20161128.${operation}` };
      const call = {
        url: account.url,
        service: 'organizations',
        region: 'us-east-1',
        credentials,
        headers,
        body: JSON.stringify(input),
      };
      const answer = await sendSigned(call);
      expect(validateOutput('organizations', operation, JSON.parse(answer.body.toString()))).toEqual([]);
    }
  });
});

describe('roles', () => {
  test('one of a member is assumed through the role of the organization, with the external ID of its trust', async () => {
    const chained = new STSClient(await organizationKeys());
    const session = await assume(chained, [staging, readerRole, memberExternalId]);
    const { Account } = await new STSClient(session).send(new GetCallerIdentityCommand({}));
    expect(Account).toBe(staging);
    const { Endpoints } = await new SageMakerClient(session).send(new ListEndpointsCommand({}));
    expect(Endpoints).toEqual([]);
  });

  test.each([
    ['straight from the key', () => own(), [staging, readerRole, memberExternalId], undefined, 'AccessDenied'],
    [
      'with the wrong external ID',
      async () => new STSClient(await organizationKeys()),
      [staging, readerRole, 'other'],
      undefined,
      'AccessDenied',
    ],
    [
      'where no role was put',
      async () => new STSClient(await organizationKeys()),
      ['888899990000', readerRole, memberExternalId],
      undefined,
      'AccessDenied',
    ],
    [
      'for longer than a chain may',
      async () => new STSClient(await organizationKeys()),
      [staging, readerRole, memberExternalId],
      7200,
      'ValidationError',
    ],
  ] as const)('not %s', async (_, client, wanted, seconds, name) => {
    await expect(assume(await client(), wanted, seconds)).rejects.toMatchObject({ name });
  });

  test('one that is deleted in mid-run: its sessions are nobody, and there are no new ones', async () => {
    const chained = new STSClient(await organizationKeys());
    const session = await assume(chained, [staging, readerRole, memberExternalId]);
    await account.turn('revoke', staging);
    await expect(new SageMakerClient(session).send(new ListEndpointsCommand({}))).rejects.toMatchObject({
      name: 'UnrecognizedClientException',
    });
    await expect(assume(chained, [staging, readerRole, memberExternalId])).rejects.toMatchObject({ name: 'AccessDenied' });
    await account.turn('revoke', '');
  });
});

test.each([
  ['that is off', 'ap-east-1', 'UnrecognizedClientException'],
  ['without SageMaker', 'ap-southeast-7', 'UnknownOperationException'],
])('a Region %s', async (_, region, name) => {
  const client = new SageMakerClient(account.client('111122223333', region));
  await expect(client.send(new ListEndpointsCommand({}))).rejects.toMatchObject({ name });
});

test('a clock that AWS’s is ten minutes ahead of signs what AWS refuses, until it is corrected', async () => {
  await account.turn('skew', '603');
  const once = new SageMakerClient(account.client());
  await expect(once.send(new ListEndpointsCommand({}))).rejects.toMatchObject({ name: 'InvalidSignatureException' });
  // The SDK's own correction, from the Date of the answer.
  await expect(once.send(new ListEndpointsCommand({}))).resolves.toHaveProperty('Endpoints');
  await account.turn('skew', '0');
});
