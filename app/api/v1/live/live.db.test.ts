import { randomBytes, randomUUID } from 'node:crypto';
import { afterEach, expect, test, vi } from 'vitest';
import { hashToken } from '#lib/auth/tokens.ts';
import { clientHeader } from '#lib/http/client.ts';
import { endAllSessions, setDisabled } from '#lib/store/person-changes.ts';
import { endOtherSessions } from '#lib/store/sessions.ts';
import { transaction } from '#lib/store/transaction.ts';
import { testDatabase } from '#lib/testing/database.ts';

const { pool, webUrl } = await testDatabase();
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
const open = async (cookie: string): Promise<Stream> => {
  const leaving = new AbortController();
  const answer = await GET(new Request(`${origin}/api/v1/live`, { headers: { cookie }, signal: leaving.signal }));
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
const ends = (stream: Stream) =>
  vi.waitFor(
    () => expect(stream).toMatchObject({ isOver: true, text: expect.stringMatching(/event: ended\ndata: ended\n\n$/) }),
    5000,
  );

const mia = 'p-mia';
/** A session of somebody who is no demo person, whose rights others may change. */
const sessionOf = async (personId: string): Promise<{ id: string; cookie: string }> => {
  const token = randomBytes(24).toString('base64url');
  await pool.query(
    `insert into person (id, name, email, role) values ($1, $1, $1 || '@example.com', 'administrator')
     on conflict (id) do update set disabled_at = null`,
    [personId],
  );
  const id = randomUUID();
  await pool.query(
    `insert into session (id, token_hash, person_id, expires_at, how) values ($1, $2, $3, now() + interval '1 day', 'passkey')`,
    [id, hashToken(token), personId],
  );
  return { id, cookie: `__Host-trailwatch=${token}.x` };
};
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

test('signing out has the browser clear what it cached and stored', async () => {
  const answer = await ask('sign-out', {}, await signIn('mia'));
  expect(answer.headers.get('clear-site-data')).toBe('"cache", "storage"');
});
