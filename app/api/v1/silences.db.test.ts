import { describe, expect, test, vi } from 'vitest';
import { seedAccess } from '#lib/testing/access-world.ts';
import { testDatabase } from '#lib/testing/database.ts';

const database = await testDatabase();
vi.stubEnv('DATABASE_URL', database.webUrl);
vi.stubEnv('TRAILWATCH_SECRETS', `1:${'s'.repeat(43)}`);
const { apiRequest, makePerson, sessionFor } = await import('#lib/testing/callers.ts');
const { operations } = await import('./operations.ts');
const world = await seedAccess(database, Date.now());
const headersOf = async (role: 'operator' | 'member' | 'auditor') =>
  sessionFor(database, await makePerson(database, role, ['alpha']));
const [operator, member, auditor] = [await headersOf('operator'), await headersOf('member'), await headersOf('auditor')];

type Called = { path: string; method?: 'GET' | 'POST'; params?: Record<string, string>; query?: string; body?: object };
async function call(headers: Record<string, string>, { path, method = 'GET', params = {}, query = '', body }: Called) {
  const asked = apiRequest(`/api/v1${path}${query}`, { method, headers, ...(body && { body }) });
  const answer = await operations[path]?.[method]?.(asked, { params: Promise.resolve(params) });
  return { status: answer?.status, body: answer?.status === 204 ? null : await answer?.json() };
}
const make = (headers: Record<string, string>, body: object) =>
  call(headers, { path: '/silences', method: 'POST', body: { minutes: 240, reason: 'a deployment', ...body } });
const end = (headers: Record<string, string>, id: number) =>
  call(headers, { path: '/silences/{id}/end', method: 'POST', params: { id: String(id) } });
const listed = async (headers: Record<string, string>, query = '') =>
  ((await call(headers, { path: '/silences', query })).body as { items: { id: number }[] }).items.map(({ id }) => id);

describe('a member', () => {
  test('silences what is their teams’, sees nobody else’s, and ends none of them', async () => {
    const mine = (await make(member, { team: 'alpha' })).body.id;
    const theirs = (await make(operator, { team: 'beta' })).body.id;
    expect([(await make(member, { team: 'beta' })).status, (await make(member, { team: 'unowned' })).status]).toEqual([404, 404]);
    expect((await make(member, { team: 'all', name: 'a-*' })).status).toBe(403);
    expect(await listed(member)).toContain(mine);
    expect(await listed(member)).not.toContain(theirs);
    expect((await call(member, { path: '/silences', query: '?team=beta' })).status).toBe(404);
    expect((await end(member, theirs)).status).toBe(404);
    expect([(await end(member, mine)).status, (await end(member, mine)).status]).toEqual([204, 409]);
  });

  test('sees what is silenced for all teams, which holds back what they would be told, and does not end it', async () => {
    const { id } = (await make(operator, { team: 'all', rules: ['endpoint_errors'] })).body;
    expect(await listed(member)).toContain(id);
    const alert = await call(member, { path: '/alerts/{id}', params: { id: String(world.alertId('own')) } });
    expect(alert.body.silence).toMatchObject({ id, reason: 'a deployment' });
    const silenced = async () =>
      (await call(member, { path: '/alerts', query: '?state=silenced' })).body.items.filter(
        ({ silence }: { silence: { id: number } }) => silence.id === id,
      ).length;
    expect(await silenced()).toBeGreaterThan(0);
    expect((await end(member, id)).status).toBe(403);
    expect((await end(operator, id)).status).toBe(204);
    expect(await silenced()).toBe(0);
  });
});

test('an auditor reads, and changes nothing', async () => {
  const { id } = (await make(operator, { team: 'beta' })).body;
  expect(await listed(auditor)).toContain(id);
  expect([(await make(auditor, { team: 'alpha' })).status, (await end(auditor, id)).status]).toEqual([403, 403]);
});

test.each([
  [{ team: 'all' }, 'every alert of every team'],
  [{ team: 'all', name: '***' }, 'every alert of every team'],
  [{ minutes: null }, 'endsAt'],
  [{ minutes: 30 * 24 * 60 + 1 }, 'minutes'],
  [{ minutes: null, endsAt: '2020-01-01T00:00:00Z' }, 'endsAt: is in the past'],
  [{ minutes: null, endsAt: '2999-01-01T00:00:00Z' }, 'endsAt: is more than 30 days'],
  [{ endsAt: '2999-01-01T00:00:00Z' }, 'endsAt: say either'],
  [{ startsAt: '2999-01-01T00:00:00Z' }, 'startsAt: is more than a year'],
  [{ reason: '' }, 'reason'],
  [{ reason: ' … ' }, 'reason'],
  [{ name: 'x'.repeat(257) }, 'name'],
  [{ name: '' }, 'name'],
  [{ kinds: ['nowhere'] }, 'kinds'],
  [{ id: 7 }, 'id'],
])('%j is refused by name', async (said, why) => {
  const { status, body } = await make(operator, { team: 'alpha', ...said });
  expect([status, JSON.stringify(body)]).toEqual([400, expect.stringContaining(why)]);
});

test('hostile texts are kept as they are, and match nothing but themselves', async () => {
  const text = `<script>'";--%_\\ \u202e{{7*7}}`;
  const { body } = await make(operator, { team: 'alpha', name: text, reason: text });
  const { items } = (await call(operator, { path: '/silences', query: '?team=alpha' })).body;
  expect(items.find(({ id }: { id: number }) => id === body.id)).toMatchObject({
    name: text.replaceAll(/\*+/g, '*'),
    reason: text,
    matches: 0,
  });
});

test('what is made and ended stands in the journal, with why', async () => {
  const { id } = (await make(operator, { team: 'alpha', name: 'x-*' })).body;
  await end(operator, id);
  const { rows } = await database.pool.query<{ action: string; reason: string | null; after: string | null }>(
    `select action, reason, after from journal where subject_id = $1 and action like 'silence.%' order by seq`,
    [String(id)],
  );
  expect(rows.map(({ action, reason }) => [action, reason])).toEqual([
    ['silence.make', 'a deployment'],
    ['silence.end', null],
  ]);
  expect(rows[0]?.after).toContain('x-*');
});
