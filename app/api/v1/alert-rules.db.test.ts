import { describe, expect, test, vi } from 'vitest';
import { parseConfig } from '#lib/config.ts';
import { seedAccess } from '#lib/testing/access-world.ts';
import { testDatabase } from '#lib/testing/database.ts';

const database = await testDatabase();
vi.stubEnv('DATABASE_URL', database.webUrl);
vi.stubEnv('TRAILWATCH_SECRETS', `1:${'s'.repeat(43)}`);
const { apiRequest, makePerson, sessionFor } = await import('#lib/testing/callers.ts');
const { operations } = await import('./operations.ts');
await seedAccess(database, Date.now());
await database.pool.query('delete from alert_rule');
const headersOf = async (role: 'operator' | 'member' | 'auditor') =>
  sessionFor(database, await makePerson(database, role, ['alpha']));
const [operator, member, auditor] = [await headersOf('operator'), await headersOf('member'), await headersOf('auditor')];
type Headers = typeof operator;

type Called = {
  path: string;
  method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  params?: Record<string, string>;
  query?: string;
  body?: object;
};
async function call(headers: Headers, { path, method = 'GET', params = {}, query = '', body }: Called) {
  const asked = apiRequest(`/api/v1${path}${query}`, { method, headers, ...(body && { body }) });
  const answer = await operations[path]?.[method]?.(asked, { params: Promise.resolve(params) });
  return { status: answer?.status, body: answer?.status === 204 ? null : await answer?.json() };
}
let made = 0;
const source = (more: object = {}) => ({
  id: `rule-${made++}`,
  title: 'Nobody calls',
  silence: { metric: 'Invocations' },
  ...more,
});
const make = (headers: Headers, team: string, of: object = source()) =>
  call(headers, { path: '/alert-rules', method: 'POST', body: { team, source: of } });
type Listed = { id: string; team: string; version: number; source: Record<string, unknown>; yaml: string };
const list = async (headers: Headers, query = ''): Promise<Listed[]> =>
  (await call(headers, { path: '/alert-rules', query })).body.items;
const versionOf = async (id: string) => (await list(operator)).find((one) => one.id === id)?.version ?? -1;
const change = async (headers: Headers, id: string, body: object) =>
  call(headers, { path: '/alert-rules/{id}', method: 'PUT', params: { id }, body: { version: await versionOf(id), ...body } });
const drop = async (headers: Headers, id: string, version?: number) =>
  call(headers, {
    ...{ path: '/alert-rules/{id}', method: 'DELETE', params: { id } },
    query: `?version=${version ?? (await versionOf(id))}`,
  });

describe('a member', () => {
  test('makes, changes and deletes rules of their teams, and nobody else’s', async () => {
    const mine = (await make(member, 'alpha')).body.id;
    const theirs = (await make(operator, 'beta')).body.id;
    const everybodys = (await make(operator, 'all')).body.id;
    expect([(await make(member, 'beta')).status, (await make(member, 'unowned')).status]).toEqual([404, 404]);
    expect((await make(member, 'all')).status).toBe(403);
    expect((await list(member)).map(({ id }) => id)).toEqual([mine, everybodys].toSorted());
    expect((await change(member, theirs, { source: source() })).status).toBe(404);
    expect((await drop(member, theirs)).status).toBe(404);
    expect((await change(member, everybodys, { source: source() })).status).toBe(403);
    expect((await drop(member, everybodys)).status).toBe(403);
    expect((await change(member, mine, { source: source({ title: 'Silent' }) })).status).toBe(204);
    expect((await list(member)).find(({ id }) => id === mine)?.source).toMatchObject({ id: mine, title: 'Silent' });
    expect([(await drop(member, mine)).status, (await drop(member, mine, 1)).status]).toEqual([204, 404]);
  });

  test('has a rule that is about their team alone, whatever it says', async () => {
    const { id } = (await make(member, 'alpha', source({ teams: ['beta'] }))).body;
    const teamsOf = async () => (await list(member)).find((one) => one.id === id)?.source.teams;
    expect(await teamsOf()).toEqual(['alpha']);
    await change(member, id, { source: source({ teams: ['beta', 'alpha'] }) });
    expect(await teamsOf()).toEqual(['alpha']);
  });
});

test('an auditor reads, and changes nothing', async () => {
  const { id } = (await make(operator, 'beta')).body;
  expect((await list(auditor)).map((one) => one.id)).toContain(id);
  expect([(await make(auditor, 'alpha')).status, (await drop(auditor, id)).status]).toEqual([403, 403]);
});

test('an id is taken once, whoever took it', async () => {
  await make(operator, 'beta', source({ id: 'taken' }));
  const again = await make(member, 'alpha', source({ id: 'taken' }));
  expect([again.status, again.body.detail]).toEqual([409, 'id: a rule is called taken already, made in the console.']);
  expect((await make(member, 'alpha', source({ id: 'endpoint_errors' }))).body.detail).toContain(
    'id: a rule that is always there',
  );
});

test('what was changed meanwhile is neither changed nor deleted', async () => {
  const { id } = (await make(operator, 'alpha')).body;
  const before = await versionOf(id);
  expect((await change(operator, id, { source: source() })).status).toBe(204);
  expect((await change(operator, id, { source: source(), version: before })).status).toBe(409);
  expect((await drop(operator, id, before)).status).toBe(409);
  expect((await drop(operator, id)).status).toBe(204);
});

test('a team has two hundred at most', async () => {
  await database.pool.query(
    `insert into alert_rule (rule, team, source, made_by_id, made_by, made_at) select 'many-' || n, 'gamma', '{}', 'x', 'x', now() from generate_series(1, 200) n`,
  );
  await database.pool.query(`insert into team (slug, name, created_at) values ('gamma', 'Gamma', now()) on conflict do nothing`);
  await database.pool.query(`update resource set team = 'gamma' where kind = 'alarm' and team = 'unowned'`);
  expect((await make(operator, 'gamma')).body).toMatchObject({ status: 409, mend: 'Delete one first.' });
  await database.pool.query(`delete from alert_rule where team = 'gamma'`);
});

test.each([
  [{ threshold: { metric: 'ModelLatency', statistic: 'p99' }, silence: undefined }, 'threshold: expected either above or below.'],
  [{ silence: { metric: 'Nothing' } }, 'silence.metric: nothing collects Nothing of endpoint: expected one of'],
  [{ runbook: 'javascript:alert(1)' }, 'runbook: expected an address'],
  [{ title: '' }, 'title: expected a text'],
  [{ id: 'No Spaces' }, 'id: expected up to 40 lower-case letters'],
  [{ owner: 'me' }, 'owner: unknown key'],
  [{ names: Array.from({ length: 3000 }, (_, index) => `name-${index}`) }, 'source: is longer than'],
])('%j is refused at its field', async (said, why) => {
  const { status, body } = await make(operator, 'alpha', source(said));
  expect([status, body.detail]).toEqual([400, expect.stringContaining(why)]);
});

test('hostile texts are kept as they are', async () => {
  const title = `<script>'";--%_\\ \u202e{{7*7}}\n- id: x`;
  const { body } = await make(operator, 'alpha', source({ title, why: title }));
  expect((await list(operator)).find(({ id }) => id === body.id)?.source).toMatchObject({ title, why: title });
});

test('all of them are a part of trailwatch.yaml that it takes, and what this version does not take is left out', async () => {
  await make(operator, 'alpha', source({ title: 'é: "x" # y', names: ['a-*'], clearAfter: '20m' }));
  await database.pool.query(
    `insert into alert_rule (rule, team, source, made_by_id, made_by, made_at) values ('broken', 'all', '{"title":7}', 'x', 'x', now())`,
  );
  const asked = apiRequest('/api/v1/alert-rules?format=yaml', { headers: operator });
  const answer = await operations['/alert-rules']?.GET?.(asked, { params: Promise.resolve({}) });
  expect(answer?.headers.get('content-disposition')).toContain('trailwatch-alert-rules.yaml');
  const text = (await answer?.text()) ?? '';
  expect(text).toContain('# broken is left out');
  const wanted = (await list(operator)).filter(({ id }) => id !== 'broken');
  const parsed = parseConfig(text, 'f').alerts.rules;
  expect(parsed.map(({ id }) => id)).toEqual(wanted.map(({ id }) => id));
  expect(parsed).toEqual(
    wanted.flatMap(({ yaml }) => parseConfig(`alerts:\n  rules:\n${yaml.replace(/^/gm, '    ')}`, 'f').alerts.rules),
  );
  expect(parsed.find(({ title }) => title.startsWith('é'))?.scope).toMatchObject({ teams: ['alpha'], names: ['a-*'] });
});

test('what is made, changed and deleted stands in the journal', async () => {
  const { id } = (await make(operator, 'alpha', source({ title: 'First' }))).body;
  await change(operator, id, { source: source({ title: 'Second' }) });
  await drop(operator, id);
  const { rows } = await database.pool.query<{ action: string; before: string | null; after: string | null }>(
    `select action, before, after from journal where subject_id = $1 order by seq`,
    [id],
  );
  expect(rows.map(({ action }) => action)).toEqual(['alert-rule.make', 'alert-rule.change', 'alert-rule.delete']);
  expect(
    rows.map(({ before, after }) => [/First|Second/.exec(before ?? '')?.[0], /First|Second/.exec(after ?? '')?.[0]]),
  ).toEqual([
    [undefined, 'First'],
    ['First', 'Second'],
    ['Second', undefined],
  ]);
});
