import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { testDatabase } from '#lib/testing/database.ts';
import { type SeededEvent, seedEvents } from '#lib/testing/seed-events.ts';
import { place, seedResource } from '#lib/testing/seed-fleet.ts';
import { dayMs } from '#lib/time.ts';
import { GET as events } from './events/route.ts';
import { GET as exported } from './export/[table]/route.ts';

const database = await testDatabase();
const { pool, webUrl } = database;
vi.stubEnv('DATABASE_URL', webUrl);
const { apiRequest, makePerson, sessionFor, tokenFor } = await import('#lib/testing/callers.ts');
const at = Date.now() - 60_000;

await seedResource({ pool }, { kind: 'endpoint', name: 'ep', team: 'alpha', status: 'InService', description: {} }, at);
const seed = async (who: string, type: string, more: Partial<SeededEvent> = {}) => {
  // Text is looked for in ids, too, and "ada" can stand in a random one.
  const id = randomUUID().replaceAll('a', '0');
  const { account, region } = place;
  const event = { account, region, who, eventId: id, at: new Date(at), eventName: 'UpdateEndpoint', userType: type, ...more };
  await seedEvents({ pool }, [{ ...event, resources: [{ account, region, kind: 'endpoint', name: 'ep' }] }]);
};
const mia = await makePerson(database, 'member', ['alpha']);
await pool.query(`update person set email = 'mia@example.com' where id = $1`, [mia]);
await seed('ada', 'IAMUser', { accessKeyId: 'AKIAADA', sourceIdentity: 'ada', identityUser: 'u-ada' });
await seed('mia@example.com', 'IAMUser', { accessKeyId: 'AKIAMIA', sourceIdentity: 'mia@example.com' });
await seed('sagemaker.amazonaws.com', 'AWSService', { accessKeyId: 'ASIASERVICE' });

const list = async (query: Record<string, string>, headers: Record<string, string>) => {
  const answer = await events(apiRequest(`/api/v1/events?${new URLSearchParams(query)}`, { headers }));
  const body = (await answer.json()) as { items?: { who: string }[]; detail?: string };
  return { status: answer.status, who: body.items?.map(({ who }) => who).toSorted(), detail: body.detail };
};
const take = (query: Record<string, string>, headers: Record<string, string>) =>
  exported(apiRequest(`/api/v1/export/audit?${new URLSearchParams({ ...query, format: 'json' })}`, { headers }), {
    params: Promise.resolve({ table: 'audit' }),
  });
const looks = async () =>
  (await pool.query(`select actor_kind as by, subject_kind as kind, subject_id as on from journal where action = 'person.view'`))
    .rows;

// The journal stays; who looks is another one each time.
let before = 0;
beforeEach(async () => {
  before = (await looks()).length;
});
const newLooks = async () => (await looks()).slice(before);

describe('a member', () => {
  test('is denied the events of another person in words, in the API and as a file, and sees the rest', async () => {
    const headers = await sessionFor(database, mia);
    const denied = await list({ who: 'ada' }, headers);
    expect([denied.status, denied.detail]).toEqual([403, 'Your role may not see the activity of one person.']);
    expect((await take({ who: 'ada' }, headers)).status).toBe(403);
    expect((await list({}, headers)).who).toEqual(['ada', 'mia@example.com', 'sagemaker.amazonaws.com']);
    const { rows } = await pool.query(`select subject_id from journal where action = 'access.denied' order by 1`);
    expect(rows).toEqual([{ subject_id: 'exportTable' }, { subject_id: 'listEvents' }]);
  });

  test('is not told that a person of another team is there', async () => {
    const { account, region } = place;
    await seedEvents({ pool }, [{ account, region, eventId: 'unseen', at: new Date(), who: 'bob', userType: 'IAMUser' }]);
    const headers = await sessionFor(database, mia);
    expect(await list({ who: 'bob' }, headers)).toEqual(await list({ who: 'nobody-of-that-name' }, headers));
  });

  test('sees their own and those of services, which is nobody’s business', async () => {
    const headers = await sessionFor(database, mia);
    expect(await list({ who: 'mia@example.com' }, headers)).toMatchObject({ status: 200, who: ['mia@example.com'] });
    expect((await list({ who: 'sagemaker.amazonaws.com' }, headers)).who).toEqual(['sagemaker.amazonaws.com']);
    expect((await take({ who: 'mia@example.com' }, headers)).status).toBe(200);
    expect(await newLooks()).toEqual([]);
  });

  test.each<[string, Record<string, string>, string[] | null]>([
    ['another’s access key', { key: 'AKIAADA' }, null],
    ['everybody but another’s access key', { 'not.key': 'AKIAADA' }, null],
    ['their own access key', { key: 'AKIAMIA' }, ['mia@example.com']],
    ['a service’s access key', { key: 'ASIASERVICE' }, ['sagemaker.amazonaws.com']],
    ['another’s source identity', { sourceIdentity: 'ada' }, null],
    ['a source identity that nobody has', { sourceIdentity: 'nobody' }, null],
    ['their own source identity', { sourceIdentity: 'mia@example.com' }, ['mia@example.com']],
    ['no source identity', { sourceIdentity: '(none)' }, ['sagemaker.amazonaws.com']],
    ['everybody but another’s source identity', { 'not.sourceIdentity': 'ada' }, null],
    ['a user of Identity Center', { identityUser: 'u-ada' }, null],
    ['everybody but a user of Identity Center', { 'not.identityUser': 'u-ada' }, null],
    ['everybody but another', { 'not.who': 'ada' }, null],
    ['everybody but themselves', { 'not.who': 'mia@example.com' }, ['ada', 'sagemaker.amazonaws.com']],
  ])('by %s', async (_, query, who) => {
    const headers = await sessionFor(database, mia);
    const found = await list(query, headers);
    expect([found.status, found.who ?? null]).toEqual([who ? 200 : 403, who]);
    expect((await take(query, headers)).status).toBe(found.status);
  });

  test('is not told whose an access key is that no event of their team was signed with', async () => {
    const { account, region } = place;
    const unseen = { account, region, eventId: 'unseen-key', at: new Date(at - 2 * dayMs), who: 'ada', userType: 'IAMUser' };
    await seedEvents({ pool }, [{ ...unseen, accessKeyId: 'AKIAELSEWHERE' }]);
    expect(await list({ key: 'AKIAELSEWHERE' }, await sessionFor(database, mia))).toMatchObject({ status: 200, who: [] });
  });

  test('finds nobody else by text either, but themselves', async () => {
    const headers = await sessionFor(database, mia);
    expect((await list({ q: 'ada' }, headers)).who).toEqual([]);
    expect((await list({ q: 'mia@' }, headers)).who).toEqual(['mia@example.com']);
    expect((await list({ q: 'amazonaws' }, headers)).who).toEqual(['sagemaker.amazonaws.com']);
  });
});

test('an operator’s look at what a person signs with is a look at the person', async () => {
  const headers = await sessionFor(database, await makePerson(database, 'operator'));
  const asked: Record<string, string>[] = [{ key: 'AKIAADA' }, { 'not.sourceIdentity': 'ada' }];
  for (const query of asked) expect((await list(query, headers)).status).toBe(200);
  expect((await list({ identityUser: 'u-ada' }, headers)).who).toEqual(['ada']);
  expect((await list({ key: 'ASIASERVICE' }, headers)).who).toEqual(['sagemaker.amazonaws.com']);
  expect(await newLooks()).toEqual([{ by: 'person', kind: 'principal', on: 'ada' }]);
});

test('an operator’s look is journalled once a person, however many pages are turned, and by a token, too', async () => {
  const operator = await makePerson(database, 'operator');
  const headers = await sessionFor(database, operator);
  for (const limit of ['100', '1']) expect((await list({ who: 'ada', limit }, headers)).who).toEqual(['ada']);
  expect((await take({ who: 'ada' }, headers)).status).toBe(200);
  expect((await list({ q: 'ada' }, headers)).who).toEqual(['ada']);
  expect(await newLooks()).toEqual([{ by: 'person', kind: 'principal', on: 'ada' }]);
  const token = await tokenFor(database, { personId: operator, permissions: ['read', 'person.activity'] });
  expect((await list({ who: 'ada' }, token.headers)).status).toBe(200);
  expect((await newLooks()).at(-1)).toEqual({ by: 'token', kind: 'principal', on: 'ada' });
  const lesser = await tokenFor(database, { personId: operator, permissions: ['read'] });
  expect((await list({ who: 'ada' }, lesser.headers)).status).toBe(403);
});
