import { afterAll, beforeAll, expect, test } from 'vitest';
import { prodEu } from '#demo/scenario/floor/setting.ts';
import { startAccount, type TestAccount } from '#demo/testing/account.ts';
import { configFor } from '#lib/collect/testing/collecting.ts';
import { makePerson, sessionFor } from '#lib/testing/callers.ts';
import { testDatabase } from '#lib/testing/database.ts';
import { place, seedEndpoint } from '#lib/testing/seed-fleet.ts';
import { startWeb, type WebProcess } from '#lib/testing/web-process.ts';

const database = await testDatabase();
let account: TestAccount;
let web: WebProcess;
let asked = 0;

beforeAll(async () => {
  account = await startAccount();
  account.server.on('request', () => {
    asked += 1;
  });
  await seedEndpoint(
    database,
    { name: 'vision-1', team: 'vision', figures: { 'endpoint.invocations Sum': () => 7 } },
    Date.now(),
  );
  // All that a worker would need to call AWS.
  Object.assign(process.env, account.environment);
  web = await startWeb(database.webUrl, configFor(prodEu));
}, 240_000);
afterAll(async () => {
  await web.stop();
  await account.close();
});

test('HEADs of the stream leave nothing open: no place is taken, and nothing is on screen', { timeout: 60_000 }, async () => {
  const headers = await sessionFor(database, await makePerson(database, 'administrator'));
  const url = `${web.url}/api/v1/live?show=endpoint/${place.account}/${place.region}/vision-1`;
  for (let heads = 0; heads < 25; heads++) {
    const answer = await fetch(url, { method: 'HEAD', headers });
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/event-stream; charset=utf-8']);
  }
  const leaving = new AbortController();
  const live = await fetch(`${web.url}/api/v1/live`, { headers, signal: leaving.signal });
  expect(live.status).toBe(200);
  await live.body?.getReader().read();
  expect((await database.pool.query('select name, shown_until from on_screen')).rows).toEqual([]);
  leaving.abort();
});

test('a web process alone, its pages open and showing, calls AWS not once', { timeout: 60_000 }, async () => {
  const headers = await sessionFor(database, await makePerson(database, 'administrator'));
  const name = `${place.account}/${place.region}/vision-1`;
  const leaving = new AbortController();
  const live = await fetch(`${web.url}/api/v1/live?show=endpoint/${name}`, { headers, signal: leaving.signal });
  const reader = live.body?.getReader();
  const pages = ['/all', '/all/nodes', '/all/runs', `/vision/endpoints/${name}`, `/vision/endpoints/${name}?range=90d`];
  for (const path of [...pages, `/vision/endpoints/${name}?tab=metrics`]) {
    const answer = await fetch(web.url + path, { headers });
    expect([path, answer.status, (await answer.text()).length > 1000]).toEqual([path, 200, true]);
  }
  let said = '';
  while (reader && !said.includes('event: shown')) said += new TextDecoder().decode((await reader.read()).value);
  const { rows } = await database.pool.query('select name from on_screen');
  expect([rows, asked]).toEqual([[{ name: 'vision-1' }], 0]);
  leaving.abort();
  // The meter does count: whoever calls is heard.
  await fetch(account.url, { method: 'POST' });
  expect(asked).toBe(1);
});
