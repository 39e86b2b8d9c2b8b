import { randomBytes, randomUUID } from 'node:crypto';
import { afterEach, expect, test, vi } from 'vitest';
import { hashToken } from '#lib/auth/tokens.ts';
import { clientHeader } from '#lib/http/client.ts';
import { endAllSessions, setDisabled } from '#lib/store/person-changes.ts';
import { openQueues } from '#lib/store/queues.ts';
import { endOtherSessions } from '#lib/store/sessions.ts';
import { transaction } from '#lib/store/transaction.ts';
import { tokenFor } from '#lib/testing/callers.ts';
import { testDatabase } from '#lib/testing/database.ts';

const { pool, webUrl, workerUrl } = await testDatabase();
vi.stubEnv('DATABASE_URL', webUrl);
vi.stubEnv('TRAILWATCH_SECRETS', `1:${'s'.repeat(40)}`);
vi.stubEnv('PORT', '3000');
vi.stubEnv('TRAILWATCH_DEMO_PEOPLE', '1');
const { answerDoor } = await import('#lib/auth/doors.ts');
const { GET } = await import('./route.ts');

const origin = 'http://localhost:3000';
const ask = (door: string, body: object, cookie = ''): Promise<Response> =>
  answerDoor(
    door,
    new Request(`${origin}/api/auth/${door}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin, [clientHeader]: '127.0.0.1', cookie },
      body: JSON.stringify(body),
    }),
  );
const signIn = async (person: string): Promise<string> =>
  (await ask('demo', { person })).headers
    .getSetCookie()
    .find((one) => one.startsWith('__Host-trailwatch='))
    ?.split(';')[0] ?? '';

type Stream = { text: string; isOver: boolean; leave(): void };
const open = async (by: string | Record<string, string>, query = ''): Promise<Stream> => {
  const leaving = new AbortController();
  const headers = typeof by === 'string' ? { cookie: by } : by;
  const answer = await GET(new Request(`${origin}/api/v1/live${query}`, { headers, signal: leaving.signal }));
  const stream: Stream = { text: '', isOver: false, leave: () => leaving.abort() };
  const read = async (): Promise<void> => {
    for await (const chunk of answer.body ?? []) stream.text += new TextDecoder().decode(chunk as Uint8Array);
    stream.isOver = true;
  };
  void read();
  opened.push(stream);
  await vi.waitFor(() => expect(stream.text).toContain('event: you'));
  return stream;
};
const opened: Stream[] = [];
afterEach(() => {
  for (const stream of opened.splice(0)) stream.leave();
  vi.useRealTimers();
});
/** A beat of all streams, until that which shows this has told of it. */
const beat = async (name: string): Promise<void> => {
  const before = await shownUntil(name);
  await vi.advanceTimersByTimeAsync(20_000);
  await vi.waitFor(async () => expect((await shownUntil(name))?.getTime()).toBeGreaterThan(before?.getTime() ?? 0), 5000);
};
const ends = (stream: Stream) =>
  vi.waitFor(
    () => expect(stream).toMatchObject({ isOver: true, text: expect.stringMatching(/event: ended\ndata: ended\n\n$/) }),
    5000,
  );

const mia = 'p-mia';
/** A session of somebody who is no demo person, whose rights others may change. */
const sessionOf = async (
  personId: string,
  role = 'administrator',
  teams: readonly string[] = [],
): Promise<{ id: string; cookie: string }> => {
  const token = randomBytes(24).toString('base64url');
  await pool.query(
    `insert into person (id, name, email, role) values ($1, $1, $1 || '@example.com', $2)
     on conflict (id) do update set disabled_at = null`,
    [personId, role],
  );
  for (const team of teams) {
    await pool.query(`insert into membership (person_id, team, reason) values ($1, $2, 'by hand') on conflict do nothing`, [
      personId,
      team,
    ]);
  }
  const id = randomUUID();
  await pool.query(
    `insert into session (id, token_hash, person_id, expires_at, how) values ($1, $2, $3, now() + interval '1 day', 'passkey')`,
    [id, hashToken(token), personId],
  );
  return { id, cookie: `__Host-trailwatch=${token}.x` };
};
const seedTeamEndpoint = async (team: string, name: string): Promise<void> => {
  await pool.query('insert into team (slug, name, created_at) values ($1, $1, now()) on conflict do nothing', [team]);
  await pool.query(
    `insert into resource (account, region, kind, name, arn, team, team_reason, first_seen_at, last_seen_at, description, hash)
     values ('444455556666', 'us-east-1', 'endpoint', $1, $1, $2, 'tag', now(), now(), '{}', '') on conflict do nothing`,
    [name, team],
  );
};
const showing = (...names: string[]) =>
  `?${new URLSearchParams(names.map((name) => ['show', `endpoint/444455556666/us-east-1/${name}`]))}`;
const tell = (notice: object) => pool.query(`select pg_notify('trailwatch', $1)`, [JSON.stringify(notice)]);
const tellOutcome = (name: string, outcome: string) =>
  tell({ account: '444455556666', region: 'us-east-1', noun: 'shown', owners: [`endpoint/${name}`], outcome });
/** Notices come in order: once it hears of this one, a stream has heard all that were sent before. */
const hearsNews = async (stream: Stream): Promise<void> => {
  stream.text = stream.text.replaceAll('data: new', '');
  await vi.waitFor(async () => {
    await tell({ noun: 'runs' });
    expect(stream.text).toContain('data: new');
  }, 5000);
};
const shownUntil = async (name: string): Promise<Date | undefined> =>
  (await pool.query<{ at: Date }>('select shown_until as at from on_screen where name = $1', [name])).rows[0]?.at;
const change = { id: mia, by: 'p-ada' };

test.each<[string, (cookie: string) => Promise<unknown>]>([
  ['revoked by an administrator', () => transaction({ pool }, (client) => endAllSessions(client, change))],
  ['of a person who is disabled', () => transaction({ pool }, (client) => setDisabled(client, { ...change, isDisabled: true }))],
  ['ended among the others', async () => endOtherSessions({ pool }, mia, (await sessionOf(mia)).id)],
  ['replaced by a new sign-in of the same browser', (cookie) => ask('demo', { person: 'mia' }, cookie)],
  ['signed out', (cookie) => ask('sign-out', {}, cookie)],
])('the stream of a session that is %s ends at once, and another’s goes on', async (how, end) => {
  const other = await open((await sessionOf('p-ada')).cookie);
  const cookie = how === 'signed out' ? await signIn('mia') : (await sessionOf(mia)).cookie;
  const stream = await open(cookie);
  // The connection that listens is joined while the first stream opens.
  await vi.waitFor(async () => {
    await pool.query(`select pg_notify('trailwatch', '{"noun":"runs"}')`);
    expect(stream.text).toContain('data: new');
  }, 5000);
  await end(cookie);
  await ends(stream);
  expect(other.isOver).toBe(false);
  expect((await GET(new Request(`${origin}/api/v1/live`, { headers: { cookie } }))).status).toBe(401);
});

test.each([
  ['past its last day', `update session set expires_at = now() - interval '1 second'`],
  ['past twelve idle hours', `update session set last_seen_at = now() - interval '12 hours 1 second'`],
])('a session %s, which nobody deletes, ends its stream at the next beat', async (_, statement) => {
  vi.useFakeTimers({ toFake: ['setInterval'] });
  const stream = await open(await signIn('mia'));
  await vi.advanceTimersByTimeAsync(20_000);
  expect(stream.isOver).toBe(false);
  await pool.query(statement);
  await vi.advanceTimersByTimeAsync(20_000);
  vi.useRealTimers();
  await ends(stream);
});

test('what its page shows a worker is asked for once, of what the reader sees; the page is told what came', async () => {
  const boss = await openQueues(workerUrl, { isWorker: true });
  try {
    await seedTeamEndpoint('vision', 'vision-1');
    await seedTeamEndpoint('speech', 'speech-1');
    const { cookie } = await sessionOf('p-vera', 'member', ['vision']);
    const stream = await open(cookie, showing('vision-1', 'speech-1'));
    await vi.waitFor(() => expect(stream.text).toContain('event: shown\ndata: asking'), 8000);
    const again = await open(cookie, showing('vision-1'));
    await vi.waitFor(() => expect(again.text).toContain('event: shown\ndata: held'), 5000);
    const jobs = await pool.query<{ data: unknown }>(`select data from pgboss.job where name = 'demand'`);
    expect(jobs.rows.map(({ data }) => data)).toEqual([
      { type: 'shown', account: '444455556666', region: 'us-east-1', owners: ['endpoint/vision-1'] },
    ]);
    const other = await open(cookie);
    await vi.waitFor(async () => {
      await tellOutcome('vision-1', 'points');
      expect(stream.text).toContain('event: shown\ndata: points');
    }, 5000);
    expect(other.text).not.toContain('shown');
  } finally {
    await boss.stop({ graceful: false });
  }
});

test('before it is known what a reader sees, no word on a guessed name; afterwards the words on what they see', async () => {
  await seedTeamEndpoint('vision', 'vision-2');
  await seedTeamEndpoint('speech', 'speech-1');
  const { cookie } = await sessionOf('p-vera', 'member', ['vision']);
  const locking = await pool.connect();
  try {
    await locking.query('begin; lock table on_screen in access exclusive mode');
    const stream = await open(cookie, showing('vision-2', 'speech-1'));
    await hearsNews(stream);
    await tellOutcome('speech-1', 'budget');
    await tellOutcome('vision-2', 'points');
    await hearsNews(stream);
    expect(stream.text).not.toContain('event: shown');
    await locking.query('commit');
    await vi.waitFor(() => expect(stream.text).toMatch(/data: asking\n\nevent: shown\ndata: points/), 5000);
    expect(stream.text).not.toContain('budget');
  } finally {
    locking.release(true);
  }
});

test('where what a reader sees could not be judged, nothing is said and nothing is put on screen', async () => {
  vi.useFakeTimers({ toFake: ['setInterval'] });
  await seedTeamEndpoint('speech', 'speech-2');
  const { cookie } = await sessionOf('p-vera', 'member', ['vision']);
  await pool.query('alter function show_resources rename to show_no_resources');
  try {
    const stream = await open((await sessionOf('p-ada')).cookie, showing('speech-2'));
    await vi.waitFor(() => expect(stream.text).toContain('event: shown\ndata: failed'), 5000);
    const guessing = await open(cookie, showing('speech-2'));
    await vi.waitFor(() => expect(guessing.text).toContain('event: shown\ndata: failed'), 5000);
    await tellOutcome('speech-2', 'points');
    for (const each of [stream, guessing]) {
      await hearsNews(each);
      expect(each.text).not.toContain('points');
    }
  } finally {
    await pool.query('alter function show_no_resources rename to show_resources');
  }
  await seedTeamEndpoint('vision', 'vision-3');
  await open(cookie, showing('vision-3'));
  await vi.waitFor(async () => expect(await shownUntil('vision-3')).toBeDefined(), 5000);
  await beat('vision-3');
  expect(await shownUntil('speech-2')).toBeUndefined();
});

test('a stream sees by what its session or token may now: from the next beat nothing is held or told of a team that was left', async () => {
  vi.useFakeTimers({ toFake: ['setInterval'] });
  for (const name of ['vision-4', 'vision-5', 'vision-6']) await seedTeamEndpoint('vision', name);
  const { cookie } = await sessionOf('p-leaves', 'member', ['vision']);
  const { id, headers } = await tokenFor({ pool }, { personId: 'p-leaves', permissions: ['read'], teams: ['vision'] });
  const left = [await open(cookie, showing('vision-4')), await open(headers, showing('vision-5'))] as const;
  const stays = await open((await sessionOf('p-vera', 'member', ['vision'])).cookie, showing('vision-6'));
  const untils = () => Promise.all(['vision-4', 'vision-5'].map(shownUntil));
  for (const stream of [...left, stays]) await vi.waitFor(() => expect(stream.text).toContain('event: shown'), 5000);
  const opened = await untils();
  await beat('vision-6');
  await vi.waitFor(async () => {
    for (const [index, at] of (await untils()).entries()) expect(at?.getTime()).toBeGreaterThan(opened[index]?.getTime() ?? 0);
  });

  await pool.query(`delete from membership where person_id = 'p-leaves'`);
  const before = await untils();
  await beat('vision-6');
  await beat('vision-6');
  expect(await untils()).toEqual(before);
  for (const name of ['vision-4', 'vision-5', 'vision-6']) await tellOutcome(name, 'points');
  await vi.waitFor(() => expect(stays.text).toContain('data: points'), 5000);
  for (const stream of left) {
    await hearsNews(stream);
    expect(stream.text).not.toContain('points');
  }

  await pool.query('update token set revoked_at = now() where id = $1', [id]);
  await beat('vision-6');
  await ends(left[1]);
  expect(left[0].isOver).toBe(false);
});

test('of alerts it says so by an event of their own, and of several within a second once more, at its end', async () => {
  const stream = await open((await sessionOf('p-vera', 'member', ['vision'])).cookie);
  await hearsNews(stream);
  for (const _ of [1, 2, 3]) await tell({ noun: 'alerts' });
  const told = () => stream.text.split('event: alerts\ndata: alerts\n\n').length - 1;
  await vi.waitFor(() => expect(told()).toBe(1), 900);
  await vi.waitFor(() => expect(told()).toBe(2), 3000);
  await new Promise((resolve) => setTimeout(resolve, 1200));
  expect(told()).toBe(2);
});

test('a page that names no resource is told so', async () => {
  const { cookie } = await sessionOf('p-vera', 'member', ['vision']);
  const answer = await GET(new Request(`${origin}/api/v1/live?show=nothing`, { headers: { cookie } }));
  expect([answer.status, await answer.json()]).toEqual([
    400,
    expect.objectContaining({ mend: expect.stringContaining('kind/account/region/name') }),
  ]);
});

test('signing out has the browser clear what it cached and stored', async () => {
  const answer = await ask('sign-out', {}, await signIn('mia'));
  expect(answer.headers.get('clear-site-data')).toBe('"cache", "storage"');
});
