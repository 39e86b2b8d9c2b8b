import { expect, test, vi } from 'vitest';
import { testDatabase } from '#lib/testing/database.ts';
import { type SeededEvent, seedEvents } from '#lib/testing/seed-events.ts';
import { place, seedResource } from '#lib/testing/seed-fleet.ts';
import { GET as exported } from '../export/[table]/route.ts';
import { GET as activity } from './route.ts';
import { GET as sessions } from './sessions/route.ts';

const database = await testDatabase();
const { pool, webUrl } = database;
vi.stubEnv('DATABASE_URL', webUrl);
const { apiRequest, makePerson, sessionFor } = await import('#lib/testing/callers.ts');
const at = Date.now() - 60_000;
const { account, region } = place;

await seedResource({ pool }, { kind: 'endpoint', name: 'ep', team: 'alpha', status: 'InService', description: {} }, at);
const seed = (who: string, id: string, more: Partial<SeededEvent> = {}) =>
  seedEvents({ pool }, [
    {
      ...{
        account,
        region,
        who,
        eventId: id,
        at: new Date(at),
        eventName: 'UpdateEndpoint',
        userType: 'IAMUser',
        readOnly: false,
      },
      ...{
        accessKeyId: `AKIA${who.toUpperCase()}`,
        through: 'ci-deploy',
        resources: [{ account, region, kind: 'endpoint', name: 'ep' }],
      },
      ...more,
    },
  ]);
await seed('ada', 'e1');
await seed('bob', 'e2', { result: 'denied', errorCode: 'AccessDenied' });
// Names nothing of a team: who sees one team does not see it.
await seed('ada', 'e3', { resources: [], accessKeyId: 'AKIAELSEWHERE', through: 'secret-role' });

type Told = {
  figures?: { events: number };
  people?: { value: string }[];
  hiddenPeople?: number;
  roles?: { value: string }[];
  chains?: { behind: { name: string }; sessions: { id: string }[] }[];
  hidden?: number;
};
const ask = async (of: typeof activity, query: Record<string, string>, headers: Record<string, string>) => {
  const answer = await of(apiRequest(`/api/v1/activity?${new URLSearchParams(query)}`, { headers }));
  return { status: answer.status, told: (await answer.json()) as Told };
};
const take = (table: string, query: Record<string, string>, headers: Record<string, string>) =>
  exported(apiRequest(`/api/v1/export/${table}?${new URLSearchParams({ ...query, format: 'json' })}`, { headers }), {
    params: Promise.resolve({ table }),
  });
const looks = async () => (await pool.query(`select subject_id from journal where action = 'person.view'`)).rows.length;

test('a member may not follow another person, by name or by key, on no way', async () => {
  const headers = await sessionFor(database, await makePerson(database, 'member', ['alpha']));
  const asked: Record<string, string>[] = [{ who: 'ada' }, { key: 'AKIAADA' }, { sourceIdentity: 'ada' }];
  for (const query of asked) {
    for (const of of [activity, sessions]) expect((await ask(of, query, headers)).status).toBe(403);
    for (const table of ['activity', 'audit-sessions']) expect((await take(table, query, headers)).status).toBe(403);
  }
});

test('a member follows a role of their team, and is told of no person and nothing of another team', async () => {
  const headers = await sessionFor(database, await makePerson(database, 'member', ['alpha']));
  const { status, told } = await ask(activity, { through: 'ci-deploy' }, headers);
  expect([status, told.figures?.events, told.people, told.hiddenPeople]).toEqual([200, 2, [], 2]);
  const found = await ask(sessions, { through: 'ci-deploy' }, headers);
  expect([found.told.chains, found.told.hidden]).toEqual([[], 2]);
  const whole = await ask(activity, {}, headers);
  expect(JSON.stringify(whole.told)).not.toMatch(/secret-role|AKIAELSEWHERE/);
  expect((await take('audit-sessions', { through: 'ci-deploy' }, headers)).status).toBe(200);
});

test('who may see people’s activity is told it, and the look is journalled once', async () => {
  const headers = await sessionFor(database, await makePerson(database, 'auditor'));
  const before = await looks();
  const { told } = await ask(activity, { who: 'ada' }, headers);
  expect([told.figures?.events, told.roles?.map(({ value }) => value)]).toEqual([2, ['ci-deploy', 'secret-role']]);
  const found = await ask(sessions, { who: 'ada' }, headers);
  expect(found.told.chains?.map(({ behind, sessions: list }) => [behind.name, list.map(({ id }) => id)])).toEqual(
    expect.arrayContaining([
      ['ada', ['AKIAADA']],
      ['ada', ['AKIAELSEWHERE']],
    ]),
  );
  expect((await take('activity', { who: 'ada' }, headers)).status).toBe(200);
  expect((await looks()) - before).toBe(1);
});
