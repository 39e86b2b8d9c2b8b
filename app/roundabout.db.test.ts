import { request as httpRequest } from 'node:http';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { prodEu } from '#demo/scenario/floor/setting.ts';
import { configFor } from '#lib/collect/testing/collecting.ts';
import { owners, seedAccess } from '#lib/testing/access-world.ts';
import { makePerson, sessionFor } from '#lib/testing/callers.ts';
import { testDatabase } from '#lib/testing/database.ts';
import { place } from '#lib/testing/seed-fleet.ts';
import { markOf } from '#lib/testing/seed-teams.ts';
import { startWeb, type WebProcess } from '#lib/testing/web-process.ts';

const database = await testDatabase();
const world = await seedAccess(database, Date.now());
const { other } = owners;
const foreign = [other, owners.nobody].map(markOf);
const { name } = world.key('other');
const [event, series] = [world.eventId('other'), world.seriesId('other')];
await database.pool.query(
  `insert into person (id, name, email, role) values ('somebody', 'Sol', 'sol@example.com', 'administrator')`,
);

let asked = 0;
let web: WebProcess;
beforeAll(async () => {
  web = await startWeb(database.webUrl, configFor(prodEu));
}, 240_000);
afterAll(() => web.stop());

type Headers = Record<string, string>;
type Asked = { method?: string; path: string; headers?: Headers };
type Answer = { status: number; text: string; location: string };

/** As it stands: no library tidies the path up. */
const ask = ({ method = 'GET', path, headers = {} }: Asked): Promise<Answer> =>
  new Promise((resolve, reject) => {
    asked += 1;
    const { host, port } = new URL(web.url);
    const sent = { host, ...headers, ...(['POST', 'PUT', 'PATCH', 'DELETE'].includes(method) ? { 'content-length': '0' } : {}) };
    // Each from an address of its own: how often nobody may ask is another matter.
    const localAddress = `127.0.${1 + ((asked >> 8) & 127)}.${asked & 255}`;
    const asking = httpRequest({ hostname: '127.0.0.1', localAddress, port, method, path, headers: sent }, (answer) => {
      const { statusCode: status = 0, headers: said } = answer;
      let text = '';
      answer.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
      });
      answer.on('end', () => resolve({ status, text, location: said.location ?? '' }));
      answer.on('error', reject);
    });
    asking.on('error', reject).end();
  });

/** What a member of another team may not see. */
const pagesClosed = [
  `/${other}`,
  `/${other}/endpoints`,
  `/${other}/audit`,
  `/all/endpoints/${place.account}/${place.region}/${name}`,
  `/all/resources/endpoint/${place.account}/${place.region}/${name}`,
  `/${owners.own}/endpoints/${place.account}/${place.region}/${name}`,
  `/all/audit/${event}`,
  '/all/journal',
  '/all/people',
  '/all/teams',
  '/all/people/somebody',
];
const apiClosed = [
  `/api/v1/resources/endpoint/${place.account}/${place.region}/${name}`,
  `/api/v1/resources/endpoint/${place.account}/${place.region}/${name}/versions`,
  `/api/v1/series/${place.account}/${series}/points`,
  `/api/v1/series?${new URLSearchParams(world.key('other'))}`,
  `/api/v1/events/${event}`,
  `/api/v1/resources?team=${other}`,
  `/api/v1/events?team=${other}`,
  `/api/v1/export/endpoints?team=${other}`,
  `/api/v1/export/audit?team=${other}&format=json`,
  `/api/v1/find?team=${other}&q=endpoint`,
  '/api/v1/journal',
  '/api/v1/export/journal',
  '/api/v1/tokens?of=everybody',
];

const inPath = (change: (path: string) => string) => (url: string) => {
  const [path = '', query] = url.split('?');
  return change(path) + (query === undefined ? '' : `?${query}`);
};
const inQuery = (change: (query: string) => string) => (url: string) => {
  const [path = '', query = ''] = url.split('?');
  const changed = change(query);
  return changed === '' ? path : `${path}?${changed}`;
};
const more = (text: string) => inQuery((query) => [query, text].filter(Boolean).join('&'));
const before = (text: string) => inQuery((query) => [text, query].filter(Boolean).join('&'));

const asIs = (url: string) => url;
const roundabout: Record<string, (url: string) => string> = {
  'as it is': asIs,
  'a slash behind': inPath((path) => `${path}/`),
  'two slashes before': inPath((path) => `/${path}`),
  'two slashes inside': inPath((path) => path.replace(/(?<=.)\//, '//')),
  capitals: inPath((path) => path.toUpperCase()),
  'a capital': inPath((path) => path.replace(/[a-z]/, (letter) => letter.toUpperCase())),
  'a letter as code': inPath((path) => path.replace(/[a-z]/, (letter) => `%${letter.charCodeAt(0).toString(16)}`)),
  'every letter as code': inPath((path) => path.replaceAll(/[a-z]/g, (letter) => `%${letter.charCodeAt(0).toString(16)}`)),
  'codes of codes': inPath((path) => path.replace(/[a-z]/, (letter) => `%25${letter.charCodeAt(0).toString(16)}`)),
  'slashes as code': inPath((path) => `/${path.slice(1).replaceAll('/', '%2f')}`),
  'a backslash': inPath((path) => path.replace(/(?<=.)\//, '\\')),
  'a dot as step': inPath((path) => path.replace(/(?<=.)\//, '/./')),
  'a coded dot as step': inPath((path) => path.replace(/(?<=.)\//, '/%2e/')),
  'up and down': inPath((path) => `/x/..${path}`),
  'coded up and down': inPath((path) => `/alpha/%2e%2e${path}`),
  'from the files of the build': inPath((path) => `/_next/static/..%2f..${path}`),
  'a matrix parameter': inPath((path) => `${path};team=alpha`),
  'a NUL behind': inPath((path) => `${path}%00`),
  'an ending': inPath((path) => `${path}.json`),
  'an ending of the router': inPath((path) => `${path}.rsc`),
  'a segment of the router': inPath((path) => `${path}.segments/_tree.segment.rsc`),
  'what the router asks': more('_rsc'),
  'a forged question of the router': more('_rsc=1abcd'),
  'own team behind': more(`team=${owners.own}`),
  'own team before': before(`team=${owners.own}`),
  'other team behind': more(`team=${other}`),
  'other team before': before(`team=${other}`),
  'a list': more(`team[]=${other}`),
  'capitals in the query': inQuery((query) => query.toUpperCase()),
  'every team': before('team=*'),
  'teams in one': before(`team=${owners.own},${other}`),
  'a parameter of the path in the query': more(`name=${name}&account=${place.account}&nxtPname=${name}&nxtPteam=${other}`),
};

const treeOf = (tree: unknown): Headers => ({ rsc: '1', 'next-router-state-tree': encodeURIComponent(JSON.stringify(tree)) });
const headerSets: Record<string, Headers> = {
  none: {},
  'the router': { rsc: '1' },
  'a prefetch': { rsc: '1', 'next-router-prefetch': '1', purpose: 'prefetch' },
  'a segment': { rsc: '1', 'next-router-prefetch': '1', 'next-router-segment-prefetch': '/_tree' },
  'a forged tree': treeOf(['', { children: [['team', other, 'd', null], {}, null, 'refetch'] }]),
  'a broken tree': treeOf(['', { children: [['team', other, 'd'], {}] }]),
  'a page of the router': { rsc: '1', 'next-url': `/${other}/endpoints` },
  'a subrequest': { 'x-middleware-subrequest': 'middleware:middleware:middleware', 'x-middleware-prefetch': '1' },
  'another address': {
    'x-original-url': `/${other}`,
    'x-rewrite-url': `/${other}`,
    'x-invoke-path': `/${other}`,
    'x-matched-path': `/${other}`,
  },
  'another host': { 'x-forwarded-host': 'evil.example', forwarded: 'host=evil.example' },
  'this machine': { 'x-forwarded-for': '127.0.0.1', 'x-real-ip': '127.0.0.1', 'x-trailwatch-client': '127.0.0.1' },
  'another method': { 'x-http-method-override': 'GET', 'x-method-override': 'GET' },
  'its own path': { 'x-trailwatch-path': '/account', 'x-nonce': 'x', 'x-trailwatch-team': other },
  'a kept answer': { 'if-none-match': '*', 'cache-control': 'only-if-cached' },
};
const methods = ['GET', 'HEAD', 'OPTIONS', 'POST', 'PUT', 'PATCH', 'DELETE', 'TRACE'];

/** What an answer says beyond the address that it repeats. */
const beyond = (text: string): string =>
  [`${name}/`, `${name}"`, `${name}\\"`, `${name}?`, name, event].reduce(
    (rest, said) => rest.replaceAll(new RegExp(`${said.replaceAll(/[\\?]/g, '\\$&')}(?!-(config|model))`, 'g'), ''),
    text,
  );

const refusals = [307, 308, 400, 401, 403, 404, 405, 411, 421];

const attacks = fc.record({
  target: fc.constantFrom(...pagesClosed, ...apiClosed),
  ways: fc.uniqueArray(fc.constantFrom(...Object.keys(roundabout)), { minLength: 1, maxLength: 2 }),
  headers: fc.constantFrom(...Object.keys(headerSets)),
  method: fc.oneof({ weight: 5, arbitrary: fc.constant('GET') }, { weight: 2, arbitrary: fc.constantFrom(...methods) }),
  isSignedIn: fc.oneof({ weight: 3, arbitrary: fc.constant(true) }, { weight: 1, arbitrary: fc.constant(false) }),
});

const member = await makePerson(database, 'member', [owners.own]);
let session: Headers = {};
/** By a new session now and then: how often one may ask is another matter. */
const signedIn = async (): Promise<Headers> => {
  if (asked % 200 === 0 || !session.cookie) session = await sessionFor(database, member);
  return session;
};

async function holds(attack: Asked & { isSignedIn: boolean }): Promise<void> {
  const headers = { ...attack.headers, ...(attack.isSignedIn ? await signedIn() : {}) };
  const { status, text, location } = await ask({ ...attack, headers });
  const said = beyond(text);
  const where = JSON.stringify({ ...attack, status, location });
  const marks = attack.isSignedIn ? foreign : [...foreign, markOf(owners.own)];
  const around = marks.map((mark) => said.indexOf(mark)).filter((at) => at >= 0);
  expect(
    around.map((at) => said.slice(at - 60, at + 60)),
    where,
  ).toEqual([]);
  expect([200, ...refusals], `${where} ${text.slice(0, 200)}`).toContain(status);
  expect(location).not.toMatch(/^\/\/|^[a-z]+:\/\/(?!localhost)|\\/);
}

describe('no way round leads to what is another team’s', () => {
  test.each([...pagesClosed, ...apiClosed])('%s', async (path) => {
    const headers = await signedIn();
    const { status, text } = await ask({ path, headers });
    expect([403, 404]).toContain(status);
    expect(foreign.filter((mark) => beyond(text).includes(mark))).toEqual([]);
    const nobody = await ask({ path });
    expect(nobody.status).toBe(path.startsWith('/api/') ? 401 : 307);
    for (const way of Object.values(roundabout)) {
      for (const isSignedIn of [true, false]) await holds({ path: way(path), isSignedIn });
    }
  });

  test('by two ways, another method and other headers at once', { timeout: 120_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(attacks, async ({ target, ways, headers, method, isSignedIn }) => {
        const path = ways.reduce((url, way) => (roundabout[way] ?? asIs)(url), target);
        await holds({ method, path, headers: headerSets[headers] ?? {}, isSignedIn });
      }),
      { numRuns: 150, endOnFailure: true },
    );
  });

  test('a cursor of another team’s page opens one’s own', async () => {
    const neighbour = await sessionFor(database, await makePerson(database, 'member', [other]));
    const keys = new URLSearchParams(world.key('other'));
    const lists = [
      '/resources',
      '/events',
      `/resources/endpoint/${place.account}/${place.region}/${name}/versions`,
      `/series?${keys}`,
    ];
    let cursors = 0;
    for (const list of lists) {
      const join = list.includes('?') ? '&' : '?';
      const first = await ask({ path: `/api/v1${list}${join}limit=1`, headers: neighbour });
      const { next } = JSON.parse(first.text) as { next: string | null };
      if (next === null) continue;
      cursors += 1;
      for (const path of [...lists, `/resources?team=${other}`, `/events?team=${owners.own}`]) {
        const headers = await signedIn();
        const { status, text } = await ask({
          path: `/api/v1${path}${path.includes('?') ? '&' : '?'}limit=1&cursor=${next}`,
          headers,
        });
        const inside = /"next":"([^"]+)"/.exec(text)?.[1] ?? '';
        const said = text + Buffer.from(inside, 'base64url').toString();
        expect([200, 400, 404], said.slice(0, 200)).toContain(status);
        expect(
          foreign.filter((mark) => beyond(said).includes(mark)),
          path,
        ).toEqual([]);
      }
    }
    expect(cursors).toBeGreaterThan(1);
  });

  test('who speaks for others from this machine has none of its privileges', async () => {
    expect((await ask({ path: '/api/metrics' })).status).toBe(200);
    for (const header of ['x-forwarded-for', 'x-real-ip', 'forwarded', 'via'])
      expect([header, (await ask({ path: '/api/metrics', headers: { [header]: '127.0.0.1' } })).status]).toEqual([header, 401]);
  });
});
