import { afterAll, beforeAll, expect, test } from 'vitest';
import { prodEu } from '#demo/scenario/floor/setting.ts';
import { configFor } from '#lib/collect/testing/collecting.ts';
import { owners, seedAccess } from '#lib/testing/access-world.ts';
import { makePerson, sessionFor, tokenFor } from '#lib/testing/callers.ts';
import { testDatabase } from '#lib/testing/database.ts';
import { place } from '#lib/testing/seed-fleet.ts';
import { markOf } from '#lib/testing/seed-teams.ts';
import { startWeb, type WebProcess } from '#lib/testing/web-process.ts';

const database = await testDatabase();
const { pool } = database;
const world = await seedAccess(database, Date.now());
const { own } = owners;
const { name } = world.key('own');
const personId = await makePerson(database, 'member', [own]);
const session = await sessionFor(database, personId);
const { headers: token } = await tokenFor(database, { personId, permissions: ['read', 'export'], teams: [own] });

let web: WebProcess;
beforeAll(async () => {
  web = await startWeb(database.webUrl, configFor(prodEu));
}, 240_000);
afterAll(() => web.stop());

const ask = async (path: string, headers: Record<string, string>) => {
  const answer = await fetch(`${web.url}${path}`, { headers, redirect: 'manual' });
  return { status: answer.status, text: await answer.text() };
};

const sections = ['', '/endpoints', '/nodes', '/jobs', '/workforce', '/resources', '/audit'];
const ofAll = [...sections.map((section) => `/all${section}`), '/account'];
const ofTeam = sections.map((section) => `/${own}${section}`);
const exact = [
  `/all/endpoints/${place.account}/${place.region}/${name}`,
  `/all/resources/endpoint/${place.account}/${place.region}/${name}`,
  `/all/audit/${world.eventId('own')}`,
  `/${own}/endpoints/${place.account}/${place.region}/${name}`,
];
const lists = ['/teams', '/resources', '/events', '/find?q=endpoint', '/export/endpoints', '/export/audit?format=json'];
const things = [
  `/resources/endpoint/${place.account}/${place.region}/${name}`,
  `/events/${world.eventId('own')}`,
  `/series/${place.account}/${world.seriesId('own')}/points`,
];
const api = (path: string) => `/api/v1${path}`;
const withTeam = (path: string) => `${api(path)}${path.includes('?') ? '&' : '?'}team=${own}`;

test('a team that vanishes while its member is signed in, has a token and a page open leaves no error and no leak', async () => {
  const closing = new AbortController();
  const open = await fetch(`${web.url}/api/v1/live`, { headers: session, signal: closing.signal });
  expect(open.status).toBe(200);
  for (const path of [...ofAll, ...ofTeam, ...exact]) expect([path, (await ask(path, session)).status]).toEqual([path, 200]);
  for (const headers of [session, token]) expect((await ask(api(things[0] ?? ''), headers)).text).toContain(markOf(own));

  // As after its rules and tags are gone: what it owned is nobody's.
  await pool.query('delete from team_assignment where team = $1', [own]);
  await pool.query(`update resource set team = 'unowned', team_reason = 'unowned' where team = $1`, [own]);
  await pool.query('delete from team where slug = $1', [own]);
  await pool.query(`notify trailwatch, '{}'`);

  for (const path of ofAll) {
    const { status, text } = await ask(path, session);
    expect([path, status, text.includes(`${markOf(own)}-`), text.includes('Could not be read')]).toEqual([
      path,
      200,
      false,
      false,
    ]);
  }
  for (const path of [...ofTeam, ...exact]) expect([path, (await ask(path, session)).status]).toEqual([path, 404]);
  for (const headers of [session, token]) {
    for (const path of things.map(api)) expect([path, (await ask(path, headers)).status]).toEqual([path, 404]);
    for (const path of [...lists.map(api), ...lists.slice(1).map(withTeam)]) {
      const { status, text } = await ask(path, headers);
      expect([path, status, text.includes(markOf(own))]).toEqual([path, 200, false]);
    }
  }
  closing.abort();

  // Nor does a person without any team see an error.
  await pool.query('delete from membership where person_id = $1', [personId]);
  for (const path of ofAll) expect([path, (await ask(path, session)).status]).toEqual([path, 200]);
  for (const path of lists.slice(1).map(withTeam)) expect([path, (await ask(path, session)).status]).toEqual([path, 404]);
  expect(web.said()).not.toMatch(/"level":(50|60)/);
});
