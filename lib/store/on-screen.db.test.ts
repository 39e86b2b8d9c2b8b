import { expect, test } from 'vitest';
import { database } from '#lib/db.ts';
import { testDatabase } from '#lib/testing/database.ts';
import { minuteMs } from '#lib/time.ts';
import { listOnScreen, screenRules, showResources, sweepOnScreen } from './on-screen.ts';

const { pool, webUrl } = await testDatabase();
const web = database(webUrl);
const place = { account: '444455556666', region: 'us-east-1' };
const start = Date.parse('2026-11-18T22:41:07Z');
const endpoint = (name: string) => ({ ...place, kind: 'endpoint', name });

await pool.query(
  `insert into team (slug, name, created_at) values ('vision', 'vision', $1), ('speech', 'speech', $1) on conflict do nothing`,
  [new Date(start)],
);
await pool.query(
  `insert into resource (account, region, kind, name, arn, team, team_reason, first_seen_at, last_seen_at, description, tags, hash)
   select $1, $2, 'endpoint', name, 'arn:' || name, team, 'tag', $3, $3, '{}', '{}', '' from (
     select 'vision-' || i as name, 'vision' as team from generate_series(1, 600) i union all select 'speech-1', 'speech') made`,
  [place.account, place.region, new Date(start)],
);

type Showing = Partial<Parameters<typeof showResources>[2]>;
const show = async (names: readonly string[], now: number, showing: Showing = {}) =>
  (await showResources(web, names.map(endpoint), { teams: ['vision'], personId: 'p-vera', now, ...showing })).map(
    ({ name, state }) => `${name} ${state}`,
  );
const vision = (from: number, count: number) => Array.from({ length: count }, (_, index) => `vision-${from + index}`);
const forgetAll = (now: number) => sweepOnScreen({ pool }, new Date(now + screenRules.heldMs + 1));

test('twenty who open one page ask once, and once a minute at most', async () => {
  const states = await Promise.all(Array.from({ length: 20 }, () => show(['vision-1'], start)));
  expect(states.flat().toSorted()).toEqual(['vision-1 ask', ...Array.from({ length: 19 }, () => 'vision-1 shown')]);
  expect(await show(['vision-1'], start + minuteMs - 1)).toEqual(['vision-1 shown']);
  expect(await show(['vision-1'], start + minuteMs)).toEqual(['vision-1 ask']);
});

test('another team’s resources, and what does not exist, are on nobody’s screen', async () => {
  expect(await show(['speech-1', 'vision-2', 'vision-nowhere'], start)).toEqual(['vision-2 ask']);
  expect(await show(['speech-1'], start, { teams: [] })).toEqual([]);
  expect(await show(['speech-1'], start, { teams: 'all' })).toEqual(['speech-1 ask']);
});

test('web adds by that function alone', async () => {
  for (const table of ['on_screen', 'screen_share']) {
    await expect(web.pool.query(`select from ${table}`)).rejects.toThrow(/permission denied/);
  }
  await expect(
    web.pool.query(`insert into on_screen values ('1', 'r', 'endpoint', 'x', $1, $1)`, [new Date(start)]),
  ).rejects.toThrow(/permission denied/);
});

test('what is shown no longer leaves the screen by itself', async () => {
  const at = start + 60 * minuteMs;
  await show(['vision-3'], at);
  expect([...(await listOnScreen({ pool }, place, at + screenRules.heldMs - 1))]).toEqual(['endpoint/vision-3']);
  expect(await listOnScreen({ pool }, place, at + screenRules.heldMs)).toEqual(new Set());
  await sweepOnScreen({ pool }, new Date(at + screenRules.heldMs + 1));
  expect((await pool.query('select from on_screen')).rowCount).toBe(0);
  expect((await pool.query('select from screen_share')).rowCount).toBe(0);
});

test('what only goes on being shown was asked for by nobody: the next who opens it asks', async () => {
  const at = start + 2 * 60 * minuteMs;
  expect(await show(['vision-4'], at)).toEqual(['vision-4 ask']);
  expect(await show(['vision-4'], at + minuteMs, { isHeld: true })).toEqual(['vision-4 shown']);
  expect(await listOnScreen({ pool }, place, at + minuteMs + screenRules.heldMs - 1)).toEqual(new Set(['endpoint/vision-4']));
  expect(await show(['vision-4'], at + minuteMs)).toEqual(['vision-4 ask']);
  await forgetAll(at + minuteMs);
  // Forgotten while its page was cut off from the database.
  expect(await show(['vision-4'], at + minuteMs, { isHeld: true })).toEqual(['vision-4 shown']);
  expect(await show(['vision-4'], at + minuteMs)).toEqual(['vision-4 ask']);
});

test('one person’s pages hold no more than their part, however they are opened; what leaves them makes room', async () => {
  const at = start + 3 * 60 * minuteMs;
  const pages = await Promise.all(Array.from({ length: 5 }, (_, page) => show(vision(1 + page * 16, 16), at)));
  const full = pages.flat().filter((state) => state.endsWith(' full'));
  expect(full).toHaveLength(5 * 16 - screenRules.mostOfOne);
  const [refused = ''] = full.map((state) => state.split(' ')[0] ?? '');
  // Others' pages show it all the same, and by that nobody gets past their own part.
  expect(await show([refused], at, { personId: 'p-other' })).toEqual([`${refused} ask`]);
  expect(await show([refused], at, { isHeld: true })).toEqual([`${refused} full`]);
  const held = pages.flat().flatMap((state) => (state.endsWith(' full') ? [] : [state.split(' ')[0] ?? '']));
  expect(await show(held.slice(1), at + minuteMs, { isHeld: true })).not.toContainEqual(expect.stringMatching(/ full$/));
  expect(await show([refused], at + screenRules.heldMs)).toEqual([`${refused} ask`]);
});

test('screens hold so many and no more, whoever opens them; what is on one stays', async () => {
  await forgetAll(start + 4 * 60 * minuteMs);
  const states: string[] = [];
  for (let from = 1; from <= screenRules.most + 1; from += screenRules.mostOfOne) {
    const count = Math.min(screenRules.mostOfOne, screenRules.most + 2 - from);
    states.push(...(await show(vision(from, count), start, { personId: `p-${from}` })));
  }
  expect(states.filter((state) => state.endsWith(' ask'))).toHaveLength(screenRules.most);
  expect(states.filter((state) => state.endsWith(' full'))).toHaveLength(1);
  expect(await show(['vision-1'], start + minuteMs, { personId: 'p-1' })).toEqual(['vision-1 ask']);
});
