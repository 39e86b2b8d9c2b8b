import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import {
  externalId,
  managementAccount,
  memberExternalId,
  organizationExternalId,
  organizationRole,
  readerRole,
} from '#demo/accounts.ts';
import { startAccount, type TestAccount } from '#demo/testing/account.ts';
import { fixedClock, systemClock } from '#lib/time.ts';
import { getMetricData } from './cloudwatch.ts';
import { listAccounts } from './organizations.ts';
import { pages } from './pages.ts';
import { sagemaker } from './sagemaker.ts';
import { type Aws, type AwsAccount, openAws } from './session.ts';
import { getCallerIdentity } from './sts.ts';
import { createTally } from './tally.ts';

const id = '111122223333';
const roleOf = (of: string, name: string): string => `arn:aws:iam::${of}:role/${name}`;
const prod: AwsAccount = { id, role: roleOf(id, readerRole), externalId };
const via: AwsAccount = {
  id: managementAccount,
  role: roleOf(managementAccount, organizationRole),
  externalId: organizationExternalId,
};
const staging: AwsAccount = { id: '222233334444', role: roleOf('222233334444', readerRole), externalId: memberExternalId, via };
/** These tests set the time forward: as it passes, not as a clock is set. */
const passing = { ...systemClock, elapsed: () => Date.now() };
let account: TestAccount;
let aws: Aws;

beforeAll(async () => {
  account = await startAccount();
  Object.assign(process.env, account.environment);
  aws = openAws(passing, 100);
});
afterEach(() => void vi.useRealTimers());
afterAll(async () => {
  aws.close();
  await account.close();
});

test('an AssumeRole that answers without keys is asked again, not kept', async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  const role = `arn:aws:iam::${id}:role/${readerRole}`;
  const region = aws.region({ id, role, externalId }, 'eu-west-1', createTally());
  const input = { StartTime: new Date(Date.now() - 600_000), EndTime: new Date(), MetricDataQueries: [query] };
  await account.turn('faults', 'malformed=1');
  expect(await region.send(getMetricData, input)).toMatchObject({
    ok: false,
    failure: { operation: 'AssumeRole', word: 'late' },
  });
  await account.turn('faults', '');
  vi.setSystemTime(Date.now() + 21_000);
  expect(await region.send(getMetricData, input)).toMatchObject({ ok: true });
});

test('an operation that only fails is left alone for growing times, not hammered, and taken up again', async () => {
  const clock = fixedClock(Date.parse('2026-11-18T22:41:00Z'));
  const impatient = openAws(clock, 1000);
  const tally = createTally();
  const region = impatient.region({ id, role: `arn:aws:iam::${id}:role/${readerRole}`, externalId }, 'eu-west-1', tally);
  const ask = () => region.send(sagemaker.ListEndpoints, {});
  expect(await ask()).toMatchObject({ ok: true });
  await account.turn('faults', 'error=1');
  const answers = [];
  for (const until = performance.now() + 1500; performance.now() < until; ) answers.push(await ask());
  expect(answers.at(-1)).toMatchObject({ ok: false, failure: { code: 'LeftAlone', operation: 'ListEndpoints' } });
  // A second and a half is twenty-five minutes here: without it each of them would have taken dozens of calls.
  expect(tally.firstCallsOf('ListEndpoints')).toBeLessThan(30);
  expect(impatient.holds()).toMatchObject([{ account: id, region: 'eu-west-1', operation: 'ListEndpoints', word: 'late' }]);
  await account.turn('faults', '');
  await vi.waitFor(async () => expect(await ask()).toMatchObject({ ok: true }), { timeout: 3000 });
  expect(impatient.holds()).toEqual([]);
  impatient.close();
});

const query = {
  Id: 'q1',
  MetricStat: { Metric: { Namespace: 'AWS/SageMaker', MetricName: 'Invocations', Dimensions: [] }, Period: 60, Stat: 'Sum' },
};

/** A worker's own AWS, so that no test meets another's keys. */
const withAws = async (work: (own: Aws) => Promise<void>): Promise<void> => {
  const own = openAws(passing, 100);
  try {
    await work(own);
  } finally {
    own.close();
  }
};

test('a role of a member is assumed through the role of the organization, which lists the accounts', () =>
  withAws(async (own) => {
    const organization = own.region(via, 'us-east-1', createTally());
    const sizes: number[] = [];
    for await (const page of pages(organization, listAccounts, {})) if (page.ok) sizes.push(page.value.Accounts?.length ?? 0);
    expect(sizes).toEqual([0, 8]);
    const tally = createTally();
    const answers = await Promise.all(
      Array.from({ length: 6 }, () => own.region(staging, 'eu-west-1', tally).send(getCallerIdentity, {})),
    );
    expect(answers[0]).toMatchObject({ ok: true, value: { Account: staging.id } });
    // All who ask at once share one session, and the chain the one of the organization.
    expect(tally.firstCallsOf('AssumeRole')).toBe(1);
    expect(own.standing(staging)).toMatchObject({ refusal: null, expiresAt: expect.any(Number) });
  }));

test('a session that AWS says is over is had anew, and the call goes through', () =>
  withAws(async (own) => {
    const tally = createTally();
    const region = own.region(prod, 'eu-west-1', tally);
    expect(await region.send(sagemaker.ListEndpoints, { MaxResults: 1 })).toMatchObject({ ok: true });
    await account.turn('expire', id);
    vi.useFakeTimers({ toFake: ['Date'] });
    vi.setSystemTime(Date.now() + 1000);
    const answers = await Promise.all([1, 2, 3].map(() => region.send(sagemaker.ListEndpoints, { MaxResults: 1 })));
    expect(answers.map(({ ok }) => ok)).toEqual([true, true, true]);
    expect(tally.firstCallsOf('AssumeRole')).toBe(2);
    await account.turn('expire', '');
  }));

test('a role that is deleted in mid-run: the state says so, the wait grows, and it is asked again', () =>
  withAws(async (own) => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const region = own.region(prod, 'eu-west-1', createTally());
    const ask = () => region.send(sagemaker.ListEndpoints, { MaxResults: 1 });
    expect(await ask()).toMatchObject({ ok: true });
    await account.turn('revoke', id);
    vi.setSystemTime(Date.now() + 120_000);
    expect(await ask()).toMatchObject({ ok: false, failure: { operation: 'AssumeRole', code: 'AccessDenied', word: 'denied' } });
    expect(own.standing(prod).refusal).toMatchObject({ refusals: 1, tryAt: Date.now() + 20_000 });
    await account.turn('revoke', '');
    expect(await ask()).toMatchObject({ ok: false });
    vi.setSystemTime(Date.now() + 21_000);
    expect(await ask()).toMatchObject({ ok: true });
    expect(own.standing(prod).refusal).toBeNull();
  }));

test.each([
  ['ap-east-1', 'not_enabled'],
  ['ap-southeast-7', 'no_service'],
  ['eu-west-1', undefined],
] as const)('%s answers as a Region that is %s', (region, word) =>
  withAws(async (own) => {
    await own.region(prod, region, createTally()).send(sagemaker.ListEndpoints, { MaxResults: 1 });
    expect(own.standing(prod).doubts.get(region)?.word).toBe(word);
  }),
);

test.each([603, -603])('a clock %s s off AWS’s is measured, and corrected for signatures and for windows', (seconds) =>
  withAws(async (own) => {
    expect(own.skewMs()).toBeNull();
    await account.turn('skew', String(seconds));
    const region = own.region(prod, 'eu-west-1', createTally());
    expect(await region.send(sagemaker.ListEndpoints, { MaxResults: 1 })).toMatchObject({ ok: true });
    expect(Math.abs((own.skewMs() ?? 0) - seconds * 1000)).toBeLessThan(1500);
    expect(Math.abs(own.clock.now() - Date.now() - seconds * 1000)).toBeLessThan(4000);
    await account.turn('skew', '0');
  }),
);
