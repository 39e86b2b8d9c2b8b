import { beforeEach, describe, expect, test, vi } from 'vitest';
import { seedAccess } from '#lib/testing/access-world.ts';
import { testDatabase } from '#lib/testing/database.ts';
import { hourMs } from '#lib/time.ts';

const database = await testDatabase();
const { pool } = database;
vi.stubEnv('DATABASE_URL', database.webUrl);
vi.stubEnv('TRAILWATCH_SECRETS', `1:${'s'.repeat(43)}`);
const { apiRequest, makePerson, sessionFor, tokenFor } = await import('#lib/testing/callers.ts');
const { operations } = await import('./operations.ts');
const world = await seedAccess(database, Date.now());
const people = {
  operator: await makePerson(database, 'operator'),
  member: await makePerson(database, 'member', ['alpha']),
  stranger: await makePerson(database, 'member', ['beta']),
  auditor: await makePerson(database, 'auditor'),
  gone: await makePerson(database, 'operator'),
};
await pool.query('update person set disabled_at = now() where id = $1', [people.gone]);
const headers = Object.fromEntries(
  await Promise.all(Object.entries(people).map(async ([who, id]) => [who, await sessionFor(database, id)] as const)),
) as Record<keyof typeof people, Record<string, string>>;
const id = String(world.alertId('own'));

beforeEach(async () => {
  await pool.query('truncate alert_deed, silence');
  await pool.query('update alert set acknowledged_at = null, snoozed_until = null');
});

type Asked = { path: string; method?: 'GET' | 'POST' | 'PUT' | 'DELETE'; body?: object; of?: string; query?: string };
async function call(as: Record<string, string>, { path, method = 'POST', body, of = id, query = '' }: Asked) {
  const request = apiRequest(`/api/v1${path}${query}`, { method, headers: as, ...(body && { body }) });
  const answer = await operations[path]?.[method]?.(request, { params: Promise.resolve({ id: of }) });
  return { status: answer?.status ?? 0, body: answer?.status === 204 ? null : await answer?.json() };
}
const snooze = (as: Record<string, string>, until: string, of = id) =>
  call(as, { path: '/alerts/{id}/snooze', body: { until }, of });
const assign = (as: Record<string, string>, person: string, of = id) =>
  call(as, { path: '/alerts/{id}/assignment', method: 'PUT', body: { person }, of });
const comment = (as: Record<string, string>, text: string, of = id) =>
  call(as, { path: '/alerts/{id}/comments', body: { text }, of });
const read = async () => (await call(headers.member, { path: '/alerts/{id}', method: 'GET' })).body;
const later = (ms = hourMs) => new Date(Date.now() + ms).toISOString();

test('what is done to an alert is told of it, with who did it', async () => {
  const until = later();
  const done = [
    await snooze(headers.member, until),
    await assign(headers.member, people.operator),
    await comment(headers.operator, 'a\r\nb '),
  ];
  expect(done.map(({ status }) => status)).toEqual([204, 204, 201]);
  const found = await read();
  expect(found).toMatchObject({ snoozedUntil: until, assignee: { id: people.operator } });
  expect(found.deeds).toMatchObject([
    { deed: 'acknowledged', until, said: null },
    { deed: 'assigned', until: null, whom: found.assignee.name },
    { deed: 'commented', id: done[2]?.body.id, said: 'a\nb' },
  ]);
  expect(found.acknowledgedBy).toBe(found.deeds[0].by);
  const mine = await call(headers.member, { path: '/alerts', method: 'GET', query: `?assignee=${people.operator}` });
  expect(mine.body.items.map((one: { id: number }) => String(one.id))).toEqual([id]);
});

test('it all stands in the journal, without what was written', async () => {
  const before = await pool.query('select from journal');
  await snooze(headers.member, later());
  await assign(headers.member, people.member);
  await call(headers.member, { path: '/alerts/{id}/assignment', method: 'DELETE' });
  await comment(headers.member, 'unspeakable');
  const { rows } = await pool.query(`select action, subject_id, to_jsonb(journal)::text as row from journal order by seq`);
  const fresh = rows.slice(before.rowCount ?? 0);
  expect(fresh.map(({ action, subject_id }) => [action, subject_id])).toEqual(
    ['alert.snooze', 'alert.assign', 'alert.unassign', 'alert.comment'].map((action) => [action, id]),
  );
  expect(fresh.some(({ row }) => row.includes('unspeakable'))).toBe(false);
});

describe('an alert is given', () => {
  test.each(['operator', 'member'] as const)('to the %s, who sees its team', async (who) => {
    expect((await assign(headers.operator, people[who])).status).toBe(204);
  });

  test.each(['stranger', 'auditor', 'gone'] as const)('never to the %s', async (who) => {
    const { status, body } = await assign(headers.operator, people[who]);
    expect([status, body.detail]).toEqual([400, expect.stringContaining('person: is nobody who sees this team')]);
  });

  test('once, and taken off once', async () => {
    const off = () => call(headers.member, { path: '/alerts/{id}/assignment', method: 'DELETE' });
    const all = [
      await assign(headers.member, people.member),
      await assign(headers.member, people.member),
      await off(),
      await off(),
    ];
    expect(all.map(({ status }) => status)).toEqual([204, 409, 204, 409]);
  });

  test('under the name of then', async () => {
    await assign(headers.operator, people.member);
    const { assignee } = await read();
    await pool.query(`update person set name = 'Somebody Else' where id = $1`, [people.member]);
    expect((await read()).assignee).toEqual(assignee);
    expect(assignee.name).not.toBe('Somebody Else');
  });
});

test('a member of another team finds none of it, an auditor and a token without the right may do none of it', async () => {
  const token = await tokenFor(database, { personId: people.operator, permissions: ['read'] });
  const all = async (as: Record<string, string>) =>
    (await Promise.all([snooze(as, later()), assign(as, people.operator), comment(as, 'x')])).map(({ status }) => status);
  expect(await all(headers.stranger)).toEqual([404, 404, 404]);
  expect(await all(headers.auditor)).toEqual([403, 403, 403]);
  expect(await all(token.headers)).toEqual([403, 403, 403]);
  expect((await pool.query('select from alert_deed')).rowCount).toBe(0);
});

test.each([
  [{ text: ' \r\n ' }, 'says nothing'],
  [{ text: 'x'.repeat(2001) }, '2000'],
  [{ text: 7 }, 'text'],
  [{ text: 'x', by: 'y' }, 'by'],
])('a comment %# is refused by name', async (body, why) => {
  const answer = await call(headers.member, { path: '/alerts/{id}/comments', body });
  expect([answer.status, JSON.stringify(answer.body)]).toEqual([400, expect.stringContaining(why)]);
});

test('a comment of 2,000 characters is kept, in any script, and a second time not at once', async () => {
  const text = '🙂'.repeat(1000);
  expect([(await comment(headers.member, text)).status, (await comment(headers.member, text)).status]).toEqual([201, 409]);
  expect((await read()).deeds.map(({ said }: { said: string }) => said)).toEqual([text]);
});

test.each([
  [-1, 'until: is in the past'],
  [8 * 24 * hourMs, 'until: is more than 7 days'],
])('a snooze of %d ms is refused', async (ms, why) => {
  const { status, body } = await snooze(headers.member, later(ms));
  expect([status, body.detail]).toEqual([400, expect.stringContaining(why)]);
});

test('exports hold the comments beside their alerts, and all that became of one', async () => {
  await comment(headers.member, '=HYPERLINK("http://x")');
  await assign(headers.member, people.operator);
  const exported = async (table: string, query: string) => {
    const request = apiRequest(`/api/v1/export/${table}?format=json${query}`, { headers: headers.member });
    return (await operations['/export/{table}']?.GET?.(request, { params: Promise.resolve({ table }) }))?.json();
  };
  const { rows } = await exported('alerts', '');
  const row = rows.find(({ alert }: { alert: number }) => String(alert) === id);
  expect([row.comments, typeof row.assigned_to]).toEqual([
    expect.stringMatching(/^\d{4}-.*Z .*: =HYPERLINK\("http:\/\/x"\)$/),
    'string',
  ]);
  const history = await exported('alert-history', `&alert=${id}`);
  expect(history.rows.map(({ event }: { event: string }) => event).toSorted()).toEqual([
    'assigned',
    'commented',
    'fired',
    'to_tell_fired',
  ]);
  for (const of of [world.alertId('other'), 0, 'x'])
    expect(await exported('alert-history', `&alert=${of}`)).toMatchObject({ status: 404 });
});
