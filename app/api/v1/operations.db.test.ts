import { readdirSync } from 'node:fs';
import { describe, expect, test, vi } from 'vitest';
import { seedAccess } from '#lib/testing/access-world.ts';
import { testDatabase } from '#lib/testing/database.ts';
import { place } from '#lib/testing/seed-fleet.ts';

const database = await testDatabase();
vi.stubEnv('DATABASE_URL', database.webUrl);
vi.stubEnv('TRAILWATCH_SECRETS', `1:${'s'.repeat(43)}`);
const { apiRequest, makePerson, sealedFor, sessionFor } = await import('#lib/testing/callers.ts');
const { operations } = await import('./operations.ts');
const openapi = await import('./openapi.json/route.ts');
const now = Date.now();
const world = await seedAccess(database, now);
const personId = await makePerson(database, 'administrator');
const ada = await sessionFor(database, personId);
const otherId = await makePerson(database, 'auditor');
const pseudonym = await sealedFor(database, { workerId: 'w-1' });
await database.pool.query(
  `insert into history_need (account, region, planned_at, last_series, series, calls, metrics, statistics, points, seconds)
   values ($1, $2, now(), 1, 1, 1, 1, 1, 1, 1)`,
  [place.account, place.region],
);

const every = { ...operations, '/openapi.json': openapi };
type Called = { path: string; method?: string; params?: Record<string, string>; query?: string; body?: unknown };

async function call({ path, method = 'GET', params = {}, query = '', body }: Called) {
  const handler = every[path as keyof typeof every]?.[method as 'GET'];
  if (!handler) throw new Error(`no ${method} ${path}`);
  const request = apiRequest(`/api/v1${path}${query}`, { method, headers: ada, ...(body === undefined ? {} : { body }) });
  const answer = await handler(request, { params: Promise.resolve(params) });
  return { answer, handler };
}

test('every route file below app/api/v1 is in the table of operations, by its own path', async () => {
  const files = readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' }).filter((file) =>
    /(^|\/)route\.tsx?$/.test(file),
  );
  const paths = files.map(
    (file) =>
      `/${file
        .replace(/\/route\.tsx?$/, '')
        .replaceAll('[', '{')
        .replaceAll(']', '}')}`,
  );
  expect(paths.toSorted()).toEqual(Object.keys(every).toSorted());
  for (const [index, file] of files.entries()) {
    expect(await import(/* @vite-ignore */ `${import.meta.dirname}/${file}`), file).toBe(
      every[paths[index] as keyof typeof every],
    );
  }
});

test('what a route file exports is operations alone, each with an id of its own and its path’s parameters', () => {
  const ids = Object.entries(every).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { plan }]) => {
      expect(method).toMatch(/^(GET|POST|PUT|PATCH|DELETE)$/);
      expect(Object.keys(plan.params?.shape ?? {})).toEqual([...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name));
      return plan.id;
    }),
  );
  expect(new Set(ids).size).toBe(ids.length);
});

const key = world.key('own') as Record<string, string>;
const search = (query: Record<string, string>) => `?${new URLSearchParams(query)}`;
const calls: Called[] = [
  { path: '/teams' },
  { path: '/resources' },
  { path: '/resources', query: '?limit=2&gone=true&kind=endpoint&kind=alarm' },
  { path: '/resources/{kind}/{account}/{region}/{name}', params: key },
  {
    path: '/resources/{kind}/{account}/{region}/{name}',
    params: key,
    query: search({ asOf: new Date(now - 3_600_000).toISOString() }),
  },
  { path: '/resources/{kind}/{account}/{region}/{name}/versions', params: key },
  { path: '/resources/{kind}/{account}/{region}/{name}/biography', params: key },
  {
    path: '/resources/{kind}/{account}/{region}/{name}/biography',
    params: key,
    query: search({ from: new Date(now - 3_600_000).toISOString() }),
  },
  { path: '/series', query: search(key) },
  {
    path: '/series/{account}/{id}/points',
    params: { account: place.account, id: String(world.seriesId('own')) },
    query: '?step=300',
  },
  { path: '/events' },
  { path: '/events', query: '?limit=1&result=failed' },
  { path: '/events/{id}', params: { id: world.eventId('own') } },
  { path: '/activity' },
  { path: '/activity', query: '?result=failed&mode=write' },
  { path: '/activity/sessions' },
  { path: '/detections' },
  { path: '/detections', query: '?limit=1&severity=critical&severity=high&rule=trail_stopped' },
  { path: '/alerts' },
  { path: '/alerts', query: '?rule=endpoint_errors&severity=page&state=open' },
  { path: '/alerts/open' },
  { path: '/alerts/{id}', params: { id: String(world.alertId('own')) } },
  { path: '/alerts/{id}/comments', method: 'POST', params: { id: String(world.alertId('own')) }, body: { text: 'rolled back' } },
  { path: '/alerts', query: search({ assignee: world.key('own').name }) },
  {
    path: '/silences',
    method: 'POST',
    body: { team: 'alpha', rules: ['endpoint_errors'], name: 'a-*', minutes: 60, reason: 'a deployment' },
  },
  { path: '/silences' },
  { path: '/silences', query: '?team=alpha' },
  {
    path: '/alert-rules',
    method: 'POST',
    body: {
      team: 'alpha',
      source: { id: 'slow', title: 'x', threshold: { metric: 'ModelLatency', statistic: 'p99', above: 1 } },
    },
  },
  { path: '/alert-rules' },
  { path: '/alert-rules', query: '?team=alpha' },
  { path: '/unexplained' },
  { path: '/runs' },
  { path: '/runs/{id}', params: { id: String(world.run) } },
  { path: '/spend' },
  { path: '/find', query: '?q=endpoint' },
  { path: '/logs', query: search(world.key('own', 'alarm') as Record<string, string>) },
  { path: '/searches', method: 'POST', body: { team: 'alpha', name: 'refusals', query: 'result=denied&page=2' } },
  { path: '/searches' },
  { path: '/searches', query: '?team=alpha' },
  { path: '/tokens', method: 'POST', body: { name: 'x', permissions: ['read'] } },
  { path: '/tokens' },
  { path: '/people/invitations', method: 'POST', body: { role: 'auditor' } },
  { path: '/people/{id}/reset-link', method: 'POST', params: { id: personId } },
  { path: '/people/{id}/access', method: 'PUT', params: { id: otherId }, body: { role: 'member', teams: ['alpha'] } },
  { path: '/people/{id}/factors', method: 'DELETE', params: { id: otherId }, body: { reason: 'phone lost' } },
  { path: '/people/{id}/sessions', method: 'DELETE', params: { id: otherId } },
  { path: '/people/{id}/state', method: 'PUT', params: { id: otherId }, body: { state: 'disabled' } },
  { path: '/pseudonyms/{pseudonym}/reveal', method: 'POST', params: { pseudonym }, body: { reason: 'a complaint' } },
  { path: '/teams/assignments', method: 'POST', body: { team: 'alpha', reason: 'x', items: [key] } },
  { path: '/teams/assignments', method: 'DELETE', query: search(key) },
  { path: '/history', method: 'POST', body: { upToUsd: 1 } },
  { path: '/history', method: 'DELETE' },
  { path: '/journal' },
  { path: '/openapi.json' },
];

describe.each(calls.map((one) => ({ method: 'GET', query: '', ...one })))('$method $path $query', (called) => {
  test('answers what its schema says, and nothing beside', async () => {
    const { answer, handler } = await call(called);
    const body: unknown = await answer.json();
    expect([answer.status, answer.ok ? null : body]).toEqual([handler.plan.answers.status, null]);
    // What a schema does not name it strips: a field too many shows as a difference.
    expect(handler.plan.answers.body.parse(body)).toEqual(body);
    const items = (body as { items?: unknown[] }).items;
    if (items) expect(items.length).toBeGreaterThan(0);
  });
});

test('the rest answers files, streams or nothing, and every operation is called somewhere', () => {
  const called = new Set(calls.map(({ path, method = 'GET' }) => `${method} ${path}`));
  const others = Object.entries(every).flatMap(([path, methods]) =>
    Object.entries(methods)
      .filter(([method, { plan }]) => !called.has(`${method} ${path}`) && !plan.answers.media && plan.answers.status !== 204)
      .map(([method]) => `${method} ${path}`),
  );
  expect(others).toEqual([]);
});

describe('pages', () => {
  const walk = async (called: Called, query: Record<string, string>) => {
    const items: unknown[] = [];
    let cursor: string | null = '';
    for (let pages = 0; cursor !== null && pages < 200; pages++) {
      const { answer } = await call({ ...called, query: search({ ...query, ...(cursor ? { cursor } : {}) }) });
      const page = (await answer.json()) as { items: unknown[]; next: string | null };
      expect(page.items.length).toBeLessThanOrEqual(Number(query.limit));
      items.push(...page.items);
      cursor = page.next;
    }
    return items;
  };
  const window = { from: new Date(now - 30 * 86_400_000).toISOString(), to: new Date(now + 3_600_000).toISOString() };
  const lists = [
    { path: '/resources' },
    { path: '/resources/{kind}/{account}/{region}/{name}/versions', params: key },
    { path: '/series', asked: key },
    { path: '/events' },
    { path: '/runs' },
    { path: '/journal' },
  ];

  test.each(lists)('$path: walked by one, by two and at once, it is the same', async ({ asked = {}, ...called }) => {
    const whole = await walk(called, { limit: '199', ...window, ...asked });
    expect(whole.length).toBeGreaterThan(0);
    for (const limit of ['1', '2']) expect(await walk(called, { limit, ...window, ...asked })).toEqual(whole);
  });

  test.each(lists)('$path refuses a cursor that is none, and a limit beyond', async ({ asked = {}, ...called }) => {
    for (const wrong of [{ cursor: 'nonsense' }, { cursor: '' }, { limit: '0' }, { limit: '501' }, { limit: 'x' }] as Record<
      string,
      string
    >[]) {
      const { answer } = await call({ ...called, query: search({ ...asked, ...wrong }) });
      expect([wrong, answer.status]).toEqual([wrong, 400]);
    }
  });
});

test('points say why there are none', async () => {
  const params = { account: place.account, id: String(world.seriesId('own')) };
  const { answer } = await call({ path: '/series/{account}/{id}/points', params, query: '?step=60' });
  const { values, gaps, from } = (await answer.json()) as {
    values: (number | null)[];
    gaps: { from: string; to: string }[];
    from: string;
  };
  const explained = gaps.reduce((sum, gap) => sum + (Date.parse(gap.to) - Date.parse(gap.from)) / 60_000, 0);
  expect(values.some((value) => value === 7)).toBe(true);
  expect(explained).toBe(values.filter((value) => value === null).length);
  expect(Date.parse(from) % 60_000).toBe(0);
});

test('points come as bytes, too, and as few as a chart is wide: least and greatest, none averaged', async () => {
  const asked = { path: '/series/{account}/{id}/points', params: { account: place.account, id: String(world.seriesId('own')) } };
  const json = async (query: string) =>
    (await (await call({ ...asked, query })).answer.json()) as { values: (number | null)[]; step: number };
  const whole = await json('?step=60');
  const thin = await json('?step=60&columns=100');
  expect(thin.values.length).toBeLessThanOrEqual(100);
  expect([thin.step, new Set(thin.values)]).toEqual([60 * 15, new Set(whole.values)]);
  const { answer } = await call({ ...asked, query: '?step=60&format=binary' });
  expect(answer.headers.get('content-type')).toBe('application/vnd.trailwatch.points');
  const { buffer } = new Uint8Array(await answer.arrayBuffer());
  const length = new DataView(buffer).getUint32(4, true);
  const { count, values } = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 8, length)));
  expect([count, values]).toEqual([whole.values.length, 'float32']);
  expect([...new Float32Array(buffer, 8 + length + 8 * count, count)]).toEqual(whole.values.map((value) => value ?? 0));
});

test('years are read in hours, not in minutes', async () => {
  const asked = { path: '/series/{account}/{id}/points', params: { account: place.account, id: String(world.seriesId('own')) } };
  const from = `from=${new Date(now - 455 * 86_400_000).toISOString()}`;
  expect((await call({ ...asked, query: `?${from}&step=3600` })).answer.status).toBe(200);
  expect((await call({ ...asked, query: `?${from}&step=60` })).answer.status).toBe(400);
});

test.each(['?from=yesterday', '?from=2026-02-01T00:00:00Z&to=2026-01-01T00:00:00Z', '?kind=spaceship&account=1&region=r&name=n'])(
  'a question that makes no sense is refused: %s',
  async (query) => {
    const { answer } = await call({ path: query.startsWith('?kind') ? '/series' : '/events', query });
    expect([answer.status, answer.headers.get('content-type')]).toEqual([400, 'application/problem+json']);
  },
);

type Described = {
  paths: Record<string, Record<string, { operationId: string; responses: object; parameters: { name: string; in: string }[] }>>;
};

test('the document describes every operation, its permission and its refusals, and refers to nothing that is not there', async () => {
  const { answer } = await call({ path: '/openapi.json' });
  const text = await answer.text();
  const { paths } = JSON.parse(text) as Described;
  expect(Object.keys(paths).toSorted()).toEqual(Object.keys(every).toSorted());
  for (const [path, methods] of Object.entries(every)) {
    for (const [method, { plan }] of Object.entries(methods)) {
      const told = paths[path]?.[method.toLowerCase()];
      expect(told?.operationId).toBe(plan.id);
      expect(Object.keys(told?.responses ?? {})).toEqual(
        expect.arrayContaining([String(plan.answers.status), '401', '403', '429']),
      );
      expect(told?.parameters.filter((one) => one.in === 'path').map(({ name }) => name)).toEqual(
        Object.keys(plan.params?.shape ?? {}),
      );
    }
  }
  expect([...new Set([...text.matchAll(/"\$ref":"([^"]+)"/g)].map(([, ref]) => ref))]).toEqual(['#/components/schemas/Problem']);
});
