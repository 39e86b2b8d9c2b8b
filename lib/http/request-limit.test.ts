import { type AddressInfo, BlockList } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { limits } from './limits.ts';
import { exchange, statuses } from './testing/raw.ts';
import { makeWebServer } from './web-server.ts';

const proxies = new BlockList();
proxies.addAddress('127.0.0.1');
const site = { origin: 'http://localhost', proxies };
const handled: string[] = [];
const server = makeWebServer({
  site,
  limits: { ...limits, requestsAMinute: 5, strangersAMinute: 8, addressAMinute: 20 },
  handle: async ({ url = '' }, response) => {
    handled.push(url);
    response.end('page');
  },
});
let port = 0;
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  port = (server.address() as AddressInfo).port;
});
afterAll(() => server.close());

type Ask = { from: string; path?: string; header?: string };
const ask = ({ from, path = '/all', header = '' }: Ask, more = ''): string =>
  `GET ${path} HTTP/1.1\r\nHost: localhost\r\nX-Forwarded-For: ${from}\r\n${header}${more}\r\n`;
const bytes = (asked: readonly Ask[]): string =>
  asked.map((one, index) => ask(one, index === asked.length - 1 ? 'Connection: close\r\n' : '')).join('');
const counts = async (asked: readonly Ask[]) => {
  const all = statuses(await exchange(port, bytes(asked)));
  return { heard: all.filter((status) => status === 200).length, refused: all.filter((status) => status === 429).length };
};
const times = (count: number, one: Ask): Ask[] => Array.from({ length: count }, () => one);
const cookie = (token: string): string => `Cookie: theme=dark; __Host-trailwatch=${token}.signature\r\n`;

test('pages of one session are heard so many times a minute, from however many addresses; another session goes on', async () => {
  const asked = Array.from({ length: 9 }, (_, i) => ({ from: `192.0.2.${i}`, header: cookie('one') }));
  expect(await counts(asked)).toEqual({ heard: 5, refused: 4 });
  expect(await counts(times(3, { from: '192.0.2.1', header: cookie('another') }))).toEqual({ heard: 3, refused: 0 });
});

test('so are those of a token, and of who shows nothing', async () => {
  const header = 'Authorization: Bearer tw_x\r\n';
  expect(await counts(times(7, { from: '198.51.100.1', path: '/api/v1/teams', header }))).toEqual({ heard: 5, refused: 2 });
  expect(await counts(times(10, { from: '198.51.100.2' }))).toEqual({ heard: 8, refused: 2 });
});

test.each<[string, (i: number) => string]>([
  ['a token that pages do not look at', (i) => `${cookie('busy')}Authorization: Bearer ${i}\r\n`],
  ['a second cookie', (i) => `Cookie: trailwatch=${i}; __Host-trailwatch=busy.signature\r\n`],
  ['the cookie twice', (i) => `Cookie: __Host-trailwatch=${i}; __Host-trailwatch=busy.signature\r\n`],
])('a session is not made many by %s', async (what, header) => {
  const from = `203.0.113.${what.length}`;
  const { heard } = await counts(Array.from({ length: 15 }, (_, i) => ({ from, header: header(i) })));
  expect(heard).toBeLessThanOrEqual(8);
});

test('who makes up a session with every request is bounded by the address, an IPv6 network being one', async () => {
  const asked = Array.from({ length: 25 }, (_, i) => ({ from: `2001:db8:1:2::${i + 1}`, header: cookie(`made-up-${i}`) }));
  expect(await counts(asked)).toEqual({ heard: 20, refused: 5 });
});

test('scripts, styles and fonts are not counted', async () => {
  const header = cookie('reads-files');
  const files = times(30, { from: '203.0.113.1', path: '/_next/static/a.js', header });
  expect(await counts([...files, ...times(5, { from: '203.0.113.1', header })])).toEqual({ heard: 35, refused: 0 });
});

test('the answer can be read, says when to come back, and carries every header; the page is not made', async () => {
  const header = cookie('too-often');
  await counts(times(5, { from: '203.0.113.2', header }));
  handled.length = 0;
  const page = await exchange(port, bytes([{ from: '203.0.113.2', header }]));
  expect(page).toMatch(/^HTTP\/1\.1 429 Too Many Requests\r\n/);
  expect(page).toMatch(/\r\nRetry-After: 1[12]\r\n/);
  expect(page).toMatch(/\r\nContent-Type: text\/plain; charset=utf-8\r\n/);
  expect(page).toMatch(/\r\n\r\nToo many requests came at once\. Wait 1[12] s, then load the page again\.\n$/);
  for (const line of ['X-Frame-Options: DENY', 'Cache-Control: no-store', 'X-Content-Type-Options: nosniff']) {
    expect(page).toContain(line);
  }
  const call = await exchange(port, bytes([{ from: '203.0.113.2', path: '/api/v1/teams', header }]));
  expect(call).toContain('Content-Type: application/problem+json');
  expect(JSON.parse(call.split('\r\n\r\n')[1] ?? '')).toMatchObject({ status: 429, code: 'throttled' });
  expect(handled).toEqual([]);
});
