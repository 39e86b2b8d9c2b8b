import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { parse, stringify } from 'yaml';
import { demoConfig } from '#demo/config-file.ts';
import { startAccount, type TestAccount } from '#demo/testing/account.ts';
import { sagemaker } from '#lib/aws/sagemaker.ts';
import { createTally } from '#lib/aws/tally.ts';
import { parseConfig } from '#lib/config.ts';
import { testDatabase } from '#lib/testing/database.ts';
import { dayMs } from '#lib/time.ts';
import type { PlaceContext } from '../context.ts';
import { collectingWith } from '../testing/collecting.ts';
import { createPlaces, findAccount } from './places.ts';

const database = await testDatabase('worker');
const { pool } = database;
const prod = '111122223333';
const staging = '222233334444';
const labeling = '555566667777';
let account: TestAccount;
let collecting: ReturnType<typeof collectingWith>;
let lateMs = 0;
const clock = { now: () => Date.now() + lateMs, speed: 1, elapsed: () => Date.now() };
let places: () => Promise<PlaceContext[]>;
/** As often as it is called, with a discovery that has ended when the next one begins. */
const eager = { lookMs: 0, discoverMs: 0, discoverAgainMs: 0, regionsMs: 0 };

beforeAll(async () => {
  account = await startAccount({ clock, endpoints: 1 });
  collecting = collectingWith({ configText: demoConfig(), environment: account.environment, db: database, clock });
  places = createPlaces(collecting, eager);
});
afterAll(async () => {
  vi.useRealTimers();
  collecting.close();
  await account.close();
});

const spots = async (): Promise<string[]> => (await places()).map((one) => `${one.account.id} ${one.region}`).toSorted();
const ofAccount = (id: string, all: readonly string[]): string[] => all.filter((spot) => spot.startsWith(id));
const rows = async (text: string): Promise<Record<string, unknown>[]> => (await pool.query(text)).rows;
const ask = async (id: string, region: string) => {
  const found = await findAccount(collecting, id);
  if (!found) throw new RangeError(id);
  return collecting.aws.region(found, region, createTally()).send(sagemaker.ListEndpoints, { MaxResults: 1 });
};

test('accounts of the configuration and of the organization are collected; the suspended, the excluded and the management account are not', async () => {
  expect(await spots()).toEqual([
    '111122223333 eu-west-1',
    '111122223333 us-east-1',
    '222233334444 ap-east-1',
    '222233334444 eu-west-1',
    '444455556666 eu-west-1',
    '444455556666 us-east-1',
    '555566667777 ap-east-1',
    '555566667777 eu-west-1',
  ]);
  expect(await rows('select id, source, state, left_at from account order by id')).toEqual([
    { id: prod, source: 'config', state: 'ACTIVE', left_at: null },
    { id: staging, source: 'organization', state: 'ACTIVE', left_at: null },
    { id: '444455556666', source: 'config', state: 'ACTIVE', left_at: null },
    { id: labeling, source: 'organization', state: 'ACTIVE', left_at: null },
    { id: '666677778888', source: 'organization', state: 'SUSPENDED', left_at: null },
  ]);
  // The address of an account's root is nobody's business.
  expect(JSON.stringify(await rows('select * from account'))).not.toContain('@');
  expect(await rows('select collector, account, status, counts from run')).toMatchObject([
    { collector: 'organization', account: '999988887777', status: 'ok', counts: { read: 5, written: 3 } },
  ]);
});

test('a Region that is off is told, not asked each minute, and looked at again after a day', async () => {
  expect(await ask(staging, 'ap-east-1')).toMatchObject({ ok: false });
  await ask(staging, 'eu-west-1');
  await places();
  expect(ofAccount(staging, await spots())).toEqual(['222233334444 eu-west-1']);
  expect(await rows('select account, region, word, code from account_region')).toEqual([
    { account: staging, region: 'ap-east-1', word: 'not_enabled', code: 'UnrecognizedClientException' },
  ]);
  lateMs = dayMs + 1000;
  expect(ofAccount(staging, await spots())).toEqual(['222233334444 ap-east-1', '222233334444 eu-west-1']);
  await ask(staging, 'ap-east-1');
  await places();
  expect(ofAccount(staging, await spots())).toEqual(['222233334444 eu-west-1']);
  lateMs = 0;
});

test('a role that stops working: the state is told, its passes rest after three refusals, and come back when it works', async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  // A session that is no minute old, as the one that was asked for the time, is not taken for ended.
  vi.setSystemTime(Date.now() + 61_000);
  await account.turn('revoke', prod);
  for (let refused = 0; refused < 3; refused += 1) {
    expect(await ask(prod, 'eu-west-1')).toMatchObject({ ok: false, failure: { code: 'AccessDenied', operation: 'AssumeRole' } });
    expect(ofAccount(prod, await spots())).toHaveLength(refused < 2 ? 2 : 0);
    vi.setSystemTime(Date.now() + (refused < 2 ? 21_000 : 0));
  }
  const standing =
    'select refusals, refused_code, refused_message, extract(epoch from try_at - measured_at)::int as seconds from account_standing where account = ';
  const [told] = await rows(`${standing}'${prod}'`);
  expect(told).toMatchObject({ refusals: 3, refused_code: 'AccessDenied', seconds: 60 });
  expect(told?.refused_message).toContain('not authorized to perform: sts:AssumeRole');
  await account.turn('revoke', '');
  vi.setSystemTime(Date.now() + 61_000);
  expect(ofAccount(prod, await spots())).toHaveLength(2);
  expect(await ask(prod, 'eu-west-1')).toMatchObject({ ok: true });
  await places();
  expect(await rows(`${standing}'${prod}'`)).toEqual([{ refusals: 0, refused_code: null, refused_message: null, seconds: null }]);
  vi.useRealTimers();
});

test('an account that leaves is called no more, keeps its data, and may come back', async () => {
  await pool.query(
    `insert into resource (account, region, kind, name, arn, team, team_reason, description, hash, first_seen_at, last_seen_at)
     values ($1, 'eu-west-1', 'model', 'kept', 'arn', 'unowned', 'unowned', '{}', 'x', now(), now())`,
    [labeling],
  );
  await account.turn('leave', labeling);
  await vi.waitFor(async () => expect(ofAccount(labeling, await spots())).toEqual([]), { timeout: 10_000, interval: 20 });
  expect(await rows(`select id from account where left_at is not null`)).toEqual([{ id: labeling }]);
  expect(await rows(`select name from resource where account = '${labeling}'`)).toEqual([{ name: 'kept' }]);
  expect(await findAccount(collecting, labeling)).toBeUndefined();
  await account.turn('leave', '');
  await vi.waitFor(async () => expect(ofAccount(labeling, await spots())).toHaveLength(2), { timeout: 10_000, interval: 20 });
  expect(await rows(`select id from account where left_at is not null`)).toEqual([]);
});

test('an organization that cannot be read changes nothing, and says so on a run', async () => {
  const before = await rows('select id, state, left_at from account order by id');
  await account.turn('deny', '999988887777:organizations:ListAccounts');
  const denied = `select code, word from run_failure f join run r on r.id = f.run_id where r.collector = 'organization' and f.word = 'denied' limit 1`;
  await vi.waitFor(
    async () => {
      await places();
      expect(await rows(denied)).toEqual([{ code: 'AccessDeniedException', word: 'denied' }]);
    },
    { timeout: 10_000, interval: 20 },
  );
  expect(await rows('select id, state, left_at from account order by id')).toEqual(before);
  await account.turn('deny', '');
});

test('an organization that trailwatch.yaml names no more: its accounts have left', async () => {
  const configText = stringify({ accounts: [{ id: prod, name: 'prod', regions: ['eu-west-1'] }] });
  const alone = collectingWith({ configText, environment: account.environment, db: database, clock });
  // A discovery that the tests before have begun may still end after the start that forgets it.
  await vi.waitFor(
    async () => {
      const open = await createPlaces(alone, eager)();
      expect(open.map((one) => one.account.name)).toEqual(['prod']);
      expect(await rows('select id from account where left_at is null')).toEqual([{ id: prod }]);
    },
    { timeout: 10_000, interval: 20 },
  );
  alone.close();
});

test('Regions that are auto: those that are on, one without SageMaker and one switched off are states, and each is told once', async () => {
  const auto = parse(demoConfig());
  const config = { ...auto, organization: undefined, accounts: [{ ...auto.accounts[0], regions: 'auto' }] };
  const finding = { ...collecting, config: parseConfig(stringify(config), 'test.yaml') };

  // As if it had been on when it was last looked at.
  await pool.query(`update account set regions = array['ap-east-1'] where id = $1`, [prod]);
  const found = createPlaces(finding, { ...eager, regionsMs: 3_600_000 });
  const regions = async (): Promise<string[]> => (await found()).map(({ region }) => region).toSorted();
  const on = await regions();
  expect(on).toContain('eu-west-1');
  expect(on).toContain('ap-southeast-7');
  expect(on).not.toContain('ap-east-1');
  const one = (await found()).find(({ region }) => region === 'ap-southeast-7');
  if (!one) throw new RangeError('no such Region');
  await finding.aws.region(one.account, one.region, createTally()).send(sagemaker.ListEndpoints, { MaxResults: 1 });
  await finding.aws.region(one.account, 'eu-west-1', createTally()).send(sagemaker.ListEndpoints, { MaxResults: 1 });
  await found();
  expect(await regions()).toEqual(on.filter((region) => region !== 'ap-southeast-7'));
  expect(await rows(`select region, word, code from account_region where account = '${prod}' order by region`)).toEqual([
    { region: 'ap-east-1', word: 'not_enabled', code: 'DISABLED' },
    { region: 'ap-southeast-7', word: 'no_service', code: 'UnknownOperationException' },
  ]);
  expect(await rows(`select status, counts from run where collector = 'regions'`)).toMatchObject([
    { status: 'ok', counts: { read: on.length, switchedOff: 1 } },
  ]);
});
