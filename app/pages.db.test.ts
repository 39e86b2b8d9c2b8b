import { randomUUID } from 'node:crypto';
import { readdirSync } from 'node:fs';
import type { ReactNode } from 'react';
import { describe, expect, test, vi } from 'vitest';
import { scopeOf } from '#lib/auth/scope.ts';
import type { Viewer } from '#lib/auth/viewer.ts';
import { can, type Permission, type RoleId, roles } from '#lib/catalog/roles.ts';
import { clientHeader } from '#lib/http/client.ts';
import { type Owner, owners, seedAccess } from '#lib/testing/access-world.ts';
import { apiRequest, sessionFor } from '#lib/testing/callers.ts';
import { testDatabase } from '#lib/testing/database.ts';
import { markOf } from '#lib/testing/seed-teams.ts';

const database = await testDatabase();
vi.stubEnv('DATABASE_URL', database.webUrl);

const looking = vi.hoisted((): { viewer: unknown } => ({ viewer: null }));
vi.mock('#lib/auth/session.ts', () => {
  const required = async () => {
    if (looking.viewer) return looking.viewer;
    throw new Error('sent to sign in');
  };
  return { getViewer: async () => looking.viewer, requireViewer: required, requirePerson: required };
});
vi.mock('next/headers', () => ({ cookies: async () => new Map(), headers: async () => new Headers() }));

const world = await seedAccess(database, Date.now());
const personId = randomUUID();
await database.pool.query(`insert into person (id, name, email, role) values ($1, 'Pia', 'pia@example.com', 'member')`, [
  personId,
]);
const accountId = world.key('own').account;
await database.pool.query(
  `insert into account (id, name, source, state, first_seen_at, seen_at) values ($1, 'prod', 'config', 'ACTIVE', now(), now())`,
  [accountId],
);
const textKey = (owner: Owner, kind: Parameters<typeof world.key>[1]) => world.key(owner, kind) as Record<string, string>;

type Rule = {
  /** What the reader must be allowed; `anybody`: whoever is signed in; `open`: also nobody, and why. */
  permission: Permission | 'anybody' | { open: string };
  /** The rest of its path, beside the team's. */
  of?: (owner: Owner) => Record<string, string>;
  /** Stands under "all" alone. */
  isOfAll?: true;
};

const links = { open: 'who holds a link has no session yet; the link itself is the key' };
/** Every page and who may see it. A new page without a row fails. */
const rules: Record<string, Rule> = {
  '/': { permission: { open: 'leads to the board, which asks' } },
  '/sign-in': { permission: { open: 'the door itself' } },
  '/setup': { permission: links },
  '/invitation': { permission: links },
  '/account': { permission: 'anybody' },
  '/[team]': { permission: 'read' },
  '/[team]/activity': { permission: 'read' },
  '/[team]/alerts': { permission: 'read' },
  '/[team]/alerts/[id]': { permission: 'read', of: (owner) => ({ id: String(world.alertId(owner)) }) },
  '/[team]/alerts/silences': { permission: 'read' },
  '/[team]/alerts/rules': { permission: 'read' },
  '/[team]/alerts/coverage': { permission: 'read' },
  '/[team]/alerts/rules/new': { permission: 'alerts.acknowledge' },
  '/[team]/alerts/rules/[rule]/edit': {
    permission: 'alerts.acknowledge',
    of: (owner) => ({ rule: `${markOf(owners[owner])}-rule` }),
  },
  '/[team]/audit': { permission: 'read' },
  '/[team]/audit/[eventId]': { permission: 'read', of: (owner) => ({ eventId: world.eventId(owner) }) },
  '/[team]/endpoints': { permission: 'read' },
  '/[team]/endpoints/[account]/[region]/[name]': { permission: 'read', of: (owner) => textKey(owner, 'endpoint') },
  '/[team]/detections': { permission: 'read' },
  '/[team]/unexplained': { permission: 'read' },
  '/[team]/integrity': { permission: 'read' },
  '/[team]/jobs': { permission: 'read' },
  '/[team]/jobs/[kind]/[account]/[region]/[name]': { permission: 'read', of: (owner) => textKey(owner, 'training_job') },
  '/[team]/journal': { permission: 'journal.read', isOfAll: true },
  '/[team]/nodes': { permission: 'read' },
  '/[team]/people': { permission: 'people.manage', isOfAll: true },
  // Another's: one's own is for everybody.
  '/[team]/people/[id]': { permission: 'person.activity', of: () => ({ id: personId }), isOfAll: true },
  '/[team]/resources': { permission: 'read' },
  '/[team]/resources/[kind]/[account]/[region]/[name]': { permission: 'read', of: (owner) => textKey(owner, 'endpoint') },
  '/[team]/resources/[kind]/[account]/[region]/[name]/biography': {
    permission: 'read',
    of: (owner) => textKey(owner, 'endpoint'),
  },
  '/[team]/runs': { permission: 'collection.read' },
  '/[team]/runs/spend': { permission: 'collection.read' },
  '/[team]/runs/accounts/[account]': { permission: 'collection.read', of: () => ({ account: accountId }) },
  '/[team]/runs/[id]': { permission: 'collection.read', of: () => ({ id: String(world.run) }) },
  // Whoever sees all teams, which is whoever may see the activity of people.
  '/[team]/teams': { permission: 'person.activity', isOfAll: true },
  '/[team]/wallboard': { permission: 'read' },
  '/[team]/workforce': { permission: 'read' },
  '/[team]/workforce/[account]/[region]/[name]': { permission: 'read', of: (owner) => textKey(owner, 'labeling_job') },
};

/** Routes outside /api/v1, whose operations have a table and a test of their own, and why each is as it is. */
const routes: Record<string, string> = {
  '/api/auth/[...door]': 'the doors: a table in lib/auth/doors, tried by doors-access.db.test.ts',
  '/api/[...unknown]': 'says that nothing is there',
  '/api/health': 'whether it lives, to anybody; why, to this machine and who is signed in',
  '/api/metrics': 'an operation, tried with those of /api/v1',
};

const filesNamed = (pattern: RegExp): string[] =>
  readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' }).filter((file) => pattern.test(file));
const pathOf = (file: string): string => `/${file.split('/').slice(0, -1).join('/')}`;

test('every page and every route has its rule', () => {
  expect(
    filesNamed(/(^|\/)page\.(\w+)$/)
      .map(pathOf)
      .toSorted(),
  ).toEqual(Object.keys(rules).toSorted());
  const outside = filesNamed(/(^|\/)route\.(\w+)$/)
    .map(pathOf)
    .filter((path) => !path.startsWith('/api/v1/'));
  expect(outside.toSorted()).toEqual(Object.keys(routes).toSorted());
});

test('Next finds nothing else to serve: no other router, no files made by code, nothing before the routes', () => {
  const served = /(^|\/)(default|template|sitemap|robots|manifest|favicon|apple-icon|icon|opengraph-image|twitter-image)\.\w+$/;
  expect(filesNamed(served)).toEqual(['icon.svg']);
  expect(filesNamed(/(^|\/)([@(]|\[\[)/)).toEqual([]);
  const before = readdirSync(`${import.meta.dirname}/..`).filter((name) =>
    /^(pages|src|public|(middleware|proxy|instrumentation)\.\w+)$/.test(name),
  );
  expect(before).toEqual([]);
});

describe('/api/health', () => {
  const ask = async (headers: Record<string, string>) => {
    const { GET } = await import('./api/health/route.ts');
    return (await GET(apiRequest('/api/health', { headers }))).json();
  };

  test('tells anybody elsewhere that it is ready, and nothing more', async () => {
    const ended = await sessionFor(database, personId, true);
    for (const headers of [{}, ended, { cookie: '__Host-trailwatch=forged' }])
      expect(await ask(headers)).toEqual({ status: 'ready' });
  });

  test('tells why to this machine and to whoever is signed in, of no team', async () => {
    for (const headers of [{ [clientHeader]: '127.0.0.1' }, await sessionFor(database, personId)]) {
      const told = await ask(headers);
      expect(told).toMatchObject({ status: 'ready', database: 'ok' });
      expect(JSON.stringify(told)).not.toMatch(/q(alpha|beta|unowned)q/);
    }
  });
});

test.each(['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const)(
  'an unknown address of the API says by %s that nothing is there',
  async (method) => {
    const answer = (await import('./api/[...unknown]/route.ts'))[method]();
    expect([answer.status, answer.headers.get('content-type')]).toEqual([404, 'application/problem+json']);
  },
);

type Shown = (props: { params: Promise<object>; searchParams: Promise<object>; children?: ReactNode }) => unknown;
const load = async (path: string): Promise<Shown> => (await import(/* @vite-ignore */ `${import.meta.dirname}${path}`)).default;

/** What a reader meets: the layout first, as Next does, then the page up to its first Suspense. */
async function look(path: string, params: Record<string, string>): Promise<string> {
  const encoded = Object.fromEntries(Object.entries(params).map(([name, value]) => [name, encodeURIComponent(value)]));
  const props = { params: Promise.resolve(encoded), searchParams: Promise.resolve({}), children: null };
  try {
    if (path.startsWith('/[team]')) await (await load('/[team]/layout.tsx'))(props);
    await (await load(`${path === '/' ? '' : path}/page.tsx`))(props);
    return 'shown';
  } catch (error) {
    const said = String((error as { digest?: string }).digest ?? error);
    return /;404/.test(said) ? 'not found' : said;
  }
}

const viewerWith = (role: RoleId): Viewer => ({
  person: { id: role, name: role, email: 'x@example.com' },
  role,
  teams: [owners.own],
  scope: scopeOf(role, [owners.own]),
  sessionId: role,
  signedInAt: Date.now(),
  provedAt: Date.now(),
  isFresh: true,
  how: 'password',
  needsFactor: false,
});

const closed = Object.entries(rules).flatMap(([path, { permission, ...rule }]) =>
  typeof permission === 'object' ? [] : [{ path, permission, ...rule }],
);

describe.each(closed)('$path', ({ path, permission, of, isOfAll }) => {
  const isTeamed = path.startsWith('/[team]') && !isOfAll;

  test.each(Object.keys(roles) as RoleId[])('%s sees what the roles table says', async (role) => {
    looking.viewer = viewerWith(role);
    const isAllowed = permission === 'anybody' || can(role, permission);
    for (const owner of Object.keys(owners) as Owner[]) {
      const isSeen = !isTeamed || roles[role].sees === 'all' || owner === 'own';
      const wanted = isAllowed && isSeen ? 'shown' : 'not found';
      expect([owner, await look(path, { ...of?.(owner), team: isTeamed ? owners[owner] : 'all' })]).toEqual([owner, wanted]);
      // By its exact address, under a team that the reader does see.
      const names = of && Object.keys(of('own')).some((name) => of('own')[name] !== of('other')[name]);
      if (names && isTeamed) expect([owner, await look(path, { ...of(owner), team: 'all' })]).toEqual([owner, wanted]);
    }
  });

  test('nobody is sent to sign in, by the page itself', async () => {
    looking.viewer = null;
    const params = { ...of?.('own'), team: isOfAll ? 'all' : owners.own };
    expect(await look(path, params)).toContain('sent to sign in');
    const page = await load(`${path}/page.tsx`);
    const encoded = { params: Promise.resolve(params), searchParams: Promise.resolve({}) };
    await expect(Promise.resolve().then(() => page(encoded))).rejects.toThrow('sent to sign in');
  });
});
