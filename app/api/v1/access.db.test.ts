// Longer than 300 lines because it is a list: each rule of the matrix is one test.
import { randomUUID } from 'node:crypto';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { can, type Permission, permissions, type RoleId, roles, tokenPermissions } from '#lib/catalog/roles.ts';
import { clientHeader } from '#lib/http/client.ts';
import { type Owner, owners, seedAccess } from '#lib/testing/access-world.ts';
import { testDatabase } from '#lib/testing/database.ts';
import { place } from '#lib/testing/seed-fleet.ts';
import { markOf } from '#lib/testing/seed-teams.ts';
import { textOf } from '#lib/testing/unpacked.ts';

// Packs are signed by a worker, and none is here.
vi.mock('#lib/store/evidence-signatures.ts', () => import('#lib/testing/pack-signer.ts'));
const database = await testDatabase();
const { pool, webUrl } = database;
vi.stubEnv('DATABASE_URL', webUrl);
const { apiRequest, makePerson, sealedFor, sessionFor, tokenFor } = await import('#lib/testing/callers.ts');
const { operations } = await import('./operations.ts');
const every = {
  ...operations,
  '/openapi.json': await import('./openapi.json/route.ts'),
  '/metrics': await import('../metrics/route.ts'),
};
vi.stubEnv('TRAILWATCH_SECRETS', `1:${'s'.repeat(43)}`);
const pseudonym = await sealedFor(database, { workerId: 'w-1' });
const world = await seedAccess(database, Date.now());

type Example = { params?: Record<string, string>; query?: Record<string, string>; body?: unknown };
/** What is asked of each operation: for one that reaches a team's things, those of each owner. A new operation needs its row. */
type Row = Example | { of: (owner: Owner) => Example };

const ruleSource = (id: string) => ({ id, title: 'x', silence: { metric: 'Invocations' } });
const textKey = (owner: Owner, kind?: 'alarm') => world.key(owner, kind) as Record<string, string>;
const ofTeam = (example: Example = {}): Row => ({
  of: (owner) => ({ ...example, query: { ...example.query, team: owners[owner] } }),
});
const examples: Record<string, Row> = {
  listTeams: {},
  listResources: ofTeam(),
  getResource: { of: (owner) => ({ params: textKey(owner) }) },
  listVersions: { of: (owner) => ({ params: textKey(owner) }) },
  getBiography: { of: (owner) => ({ params: textKey(owner) }) },
  listSeries: { of: (owner) => ({ query: textKey(owner) }) },
  readPoints: { of: (owner) => ({ params: { account: place.account, id: String(world.seriesId(owner)) } }) },
  listEvents: ofTeam(),
  getEvent: { of: (owner) => ({ params: { id: world.eventId(owner) } }) },
  getActivity: ofTeam(),
  listAuditSessions: ofTeam(),
  listDetections: ofTeam(),
  listAlerts: ofTeam(),
  countOpenAlerts: ofTeam(),
  getAlert: { of: (owner) => ({ params: { id: String(world.alertId(owner)) } }) },
  acknowledgeAlert: { of: (owner) => ({ params: { id: String(world.alertId(owner)) } }) },
  unacknowledgeAlert: { of: (owner) => ({ params: { id: String(world.alertId(owner)) } }) },
  snoozeAlert: {
    of: (owner) => ({
      params: { id: String(world.alertId(owner)) },
      body: { until: new Date(Date.now() + 3_600_000).toISOString() },
    }),
  },
  assignAlert: { of: (owner) => ({ params: { id: String(world.alertId(owner)) }, body: { person: people.operator } }) },
  unassignAlert: { of: (owner) => ({ params: { id: String(world.alertId(owner)) } }) },
  commentOnAlert: { of: (owner) => ({ params: { id: String(world.alertId(owner)) }, body: { text: randomUUID() } }) },
  listSilences: ofTeam(),
  makeSilence: { of: (owner) => ({ body: { team: owners[owner], minutes: 60, reason: 'a deployment' } }) },
  // Each uses one up.
  endSilence: { of: () => ({}) },
  listAlertRules: ofTeam(),
  makeAlertRule: { of: (owner) => ({ body: { team: owners[owner], source: ruleSource(randomUUID()) } }) },
  // Each is of one version.
  changeAlertRule: { of: () => ({}) },
  deleteAlertRule: { of: () => ({}) },
  listUnexplained: ofTeam(),
  listRuns: {},
  getRun: { params: { id: String(world.run) } },
  readSpend: {},
  fillHistory: { body: { upToUsd: 1000 } },
  stopHistory: {},
  listJournal: {},
  exportTable: ofTeam({ params: { table: 'endpoints' } }),
  exportEvidence: ofTeam(),
  find: ofTeam({ query: { q: 'endpoint' } }),
  watch: {},
  readLogs: { of: (owner) => ({ query: textKey(owner, 'alarm') }) },
  listSearches: ofTeam(),
  keepSearch: { of: (owner) => ({ body: { team: owners[owner], name: randomUUID(), query: 'result=denied' } }) },
  // Each uses one up.
  dropSearch: { of: () => ({}) },
  listTokens: {},
  makeToken: { body: { name: 'x', permissions: ['read'] } },
  revokeToken: {},
  assignTeam: { of: (owner) => ({ body: { team: owners.own, reason: 'x', items: [textKey(owner)] } }) },
  releaseTeam: { of: (owner) => ({ query: textKey(owner) }) },
  setAccess: {},
  setPersonState: {},
  endPersonSessions: {},
  removeFactors: {},
  withdrawInvitation: {},
  invitePerson: { body: { role: 'member' } },
  makeResetLink: {},
  revealPerson: { params: { pseudonym }, body: { reason: 'a complaint' } },
  describeApi: {},
  readMetrics: {},
};

const roleIds = Object.keys(roles) as RoleId[];
const all = Object.entries(every).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ path, method, operation, ...operation.plan })),
);
type Tried = (typeof all)[number];

let asked = 0;
async function ask(
  { path, method, operation }: Tried,
  { params = {}, query = {}, body }: Example,
  headers: Record<string, string>,
) {
  const search = new URLSearchParams(query).size > 0 ? `?${new URLSearchParams(query)}` : '';
  // Each from an address of its own: how often one may ask is another matter.
  const from = { [clientHeader]: `192.0.${2 + (asked >> 8)}.${asked++ & 255}` };
  const answer = await operation(apiRequest(`/api/v1${path}${search}`, { method, headers: { ...headers, ...from }, body }), {
    params: Promise.resolve(params),
  });
  if (answer.headers.get('content-type') === 'text/event-stream') {
    await answer.body?.cancel();
    return { status: answer.status, answer, text: '' };
  }
  return { status: answer.status, answer, text: await textOf(answer) };
}

const people = Object.fromEntries(
  await Promise.all(roleIds.map(async (role) => [role, await makePerson(database, role, [owners.own])] as const)),
) as Record<RoleId, string>;
const sessions = Object.fromEntries(
  await Promise.all(roleIds.map(async (role) => [role, await sessionFor(database, people[role])] as const)),
) as Record<RoleId, Record<string, string>>;
const tokenOf = (role: RoleId, may: readonly Permission[], teams?: readonly string[]) =>
  tokenFor(database, { personId: people[role], permissions: may, ...(teams ? { teams } : {}) });

// Nobody may hold more than fifty.
afterEach(() => pool.query('delete from token'));

const invitationOf = async (): Promise<string> => {
  const id = randomUUID();
  await pool.query(
    `insert into invitation (id, token_hash, purpose, teams, expires_at) values ($1, $1, 'invitation', '{}', now() + interval '1 hour')`,
    [id],
  );
  return id;
};

async function keptSearch(team: string, by: string): Promise<string> {
  const id = randomUUID();
  await pool.query(
    `insert into saved_search (id, team, name, query, made_by_id, made_by, made_at) values ($1, $2, $1::uuid::text, 'result=denied', $3, 'x', now())`,
    [id, team, by],
  );
  return id;
}

async function keptSilence(team: string): Promise<string> {
  const { rows } = await pool.query<{ id: string }>(
    `insert into silence (team, rules, kinds, starts_at, ends_at, reason, made_by_id, made_by, made_at)
     values ($1, '{}', '{}', now(), now() + interval '1 hour', $2, 'x', 'x', now()) returning id`,
    [team, markOf(team)],
  );
  return rows[0]?.id ?? '';
}

/** A rule of the team, as its page would change or delete it. */
async function keptRule(team: string): Promise<Example> {
  const source = ruleSource(randomUUID());
  const { rows } = await pool.query<{ version: number }>(
    `insert into alert_rule (rule, team, source, made_by_id, made_by, made_at) values ($1, $2, $3, 'x', 'x', now()) returning version::float8 as version`,
    [source.id, team, JSON.stringify(source)],
  );
  const version = rows[0]?.version;
  return { params: { id: source.id }, query: { version: String(version) }, body: { version, source } };
}

async function assignAnew(owner: Owner): Promise<void> {
  const { account, region, kind, name } = textKey(owner);
  await pool.query(
    `insert into team_assignment (account, region, kind, name, team, made_by, made_at, reason) values ($1, $2, $3, $4, $5, 'x', now(), 'x')
     on conflict (account, region, kind, name) do update set team = $5`,
    [account, region, kind, name, owners[owner]],
  );
  await pool.query('update resource set team = $5 where (account, region, kind, name) = ($1, $2, $3, $4)', [
    ...[account, region, kind, name],
    owners[owner],
  ]);
}

/** An alert is acknowledged once, and taken back once. */
const seeAnew = (owner: Owner, isSeen: boolean) =>
  pool.query('update alert set acknowledged_at = $2, acknowledged_by_id = $3, acknowledged_by = $3 where id = $1', [
    world.alertId(owner),
    ...(isSeen ? [new Date(), 'x'] : [null, null]),
  ]);

/** It is assigned to somebody once, and taken off them once. */
async function giveAnew(owner: Owner, isTheirs: boolean): Promise<void> {
  await pool.query(`delete from alert_deed where deed in ('assigned', 'unassigned')`);
  if (!isTheirs) return;
  await pool.query(
    `insert into alert_deed (account, alert, at, deed, done_by_id, done_by, whom_id, whom)
     select account, id, now(), 'assigned', 'x', 'x', 'x', 'x' from alert where id = $1`,
    [world.alertId(owner)],
  );
}

/** A filling is approved once, and stopped once. */
async function fillAnew(isUnderWay: boolean): Promise<void> {
  await pool.query('delete from history_fill');
  await pool.query(
    `insert into history_need (account, region, planned_at, last_series, series, calls, metrics, statistics, points, seconds)
     values ($1, 'eu-west-1', now(), 1, 1, 1, 1, 1, 1, 1) on conflict do nothing`,
    [place.account],
  );
  if (!isUnderWay) return;
  await pool.query(
    `insert into history_fill (id, state, approved_by, approved_at, last_series, calls, metrics, statistics, points)
     values (1, 'running', 'x', now(), 1, 1, 1, 1, 1)`,
  );
}

/** Examples whose subject is used up or stands in the database. */
async function exampleOf({ id }: Tried, owner: Owner, role: RoleId): Promise<Example> {
  if (id === 'revokeToken') return { params: { id: (await tokenOf(role, ['read'])).id } };
  if (id === 'makeResetLink') return { params: { id: people.member } };
  const body = {
    setAccess: { role: 'member' },
    setPersonState: { state: 'disabled' },
    endPersonSessions: undefined,
    removeFactors: { reason: 'a lost phone' },
  }[id];
  if (['setAccess', 'setPersonState', 'endPersonSessions', 'removeFactors'].includes(id)) {
    return { params: { id: await makePerson(database, 'auditor') }, ...(body && { body }) };
  }
  if (id === 'withdrawInvitation') return { params: { id: await invitationOf() } };
  if (id === 'dropSearch') return { params: { id: await keptSearch(owners[owner], people[role]) } };
  if (id === 'endSilence') return { params: { id: await keptSilence(owners[owner]) } };
  // No team has more than two hundred.
  if (id === 'makeAlertRule') await pool.query(`delete from alert_rule where made_by <> 'x'`);
  if (id === 'changeAlertRule') return keptRule(owners[owner]);
  if (id === 'deleteAlertRule') {
    const { body: _, ...rest } = await keptRule(owners[owner]);
    return rest;
  }
  if (id === 'makeSilence') await pool.query('delete from silence');
  // An assignment moves things, and its undoing uses it up.
  if (id === 'assignTeam' || id === 'releaseTeam') await assignAnew(owner);
  if (id === 'acknowledgeAlert' || id === 'unacknowledgeAlert') await seeAnew(owner, id === 'unacknowledgeAlert');
  if (id === 'assignAlert' || id === 'unassignAlert') await giveAnew(owner, id === 'unassignAlert');
  if (id === 'fillHistory' || id === 'stopHistory') await fillAnew(id === 'stopHistory');
  const row = examples[id] ?? {};
  return 'of' in row ? row.of(owner) : row;
}

const isTeamed = ({ id }: Tried): boolean => 'of' in (examples[id] ?? {});
const owned = (tried: Tried): Owner[] => (isTeamed(tried) ? (Object.keys(owners) as Owner[]) : ['own']);

/** What the roles table says. `sees`: whose things the caller sees. */
function expected(
  tried: Tried,
  owner: Owner,
  { may, sees }: { may: (permission: Permission) => boolean; sees: 'all' | 'own' },
): number {
  if (tried.permission !== 'anybody' && !may(tried.permission)) return 403;
  return isTeamed(tried) && sees === 'own' && owner !== 'own' ? 404 : tried.answers.status;
}

const foreign = [owners.other, owners.nobody, 'nobody'].map(markOf);
const leaks = (text: string) => foreign.filter((mark) => text.includes(mark));

test('every operation has its example, and no example is of none', () => {
  expect(Object.keys(examples).toSorted()).toEqual(all.map(({ id }) => id).toSorted());
  for (const tried of all) if (tried.query && 'team' in tried.query.shape) expect(isTeamed(tried), tried.id).toBe(true);
});

describe.each(all)('$method $path', (tried) => {
  test.each(roleIds)('%s, signed in: what the roles table says', async (role) => {
    for (const owner of owned(tried)) {
      const { status, text } = await ask(tried, await exampleOf(tried, owner, role), sessions[role]);
      expect([owner, status, text.slice(0, 300)]).toEqual([
        owner,
        expected(tried, owner, { may: (one) => can(role, one), sees: roles[role].sees }),
        expect.anything(),
      ]);
      if (roles[role].sees === 'own' && status < 300) expect(leaks(text)).toEqual([]);
    }
  });

  test.each(roleIds)('%s, by a token with every permission, with none that is needed, and of one team', async (role) => {
    const isClosed = tried.grave || tried.personal;
    const others = tokenPermissions.filter((one) => one !== tried.permission);
    for (const { may, teams } of [{ may: tokenPermissions }, { may: others }, { may: tokenPermissions, teams: [owners.own] }]) {
      const { headers } = await tokenOf(role, may, teams);
      const sees = teams ? 'own' : roles[role].sees;
      for (const owner of owned(tried)) {
        const { status, text } = await ask(tried, await exampleOf(tried, owner, role), headers);
        const wanted = expected(tried, owner, { may: (one) => can(role, one) && may.includes(one), sees });
        expect([owner, may.length, teams, status]).toEqual([owner, may.length, teams, isClosed ? 403 : wanted]);
        if (sees === 'own' && status < 300) expect(leaks(text)).toEqual([]);
      }
    }
  });

  test('signed out, expired, revoked, disabled and forged: nobody', async () => {
    const [expired, revoked] = [
      await tokenOf('administrator', tokenPermissions),
      await tokenOf('administrator', tokenPermissions),
    ];
    await pool.query(
      `update token set created_at = now() - interval '2 days', expires_at = now() - interval '1 day' where id = $1`,
      [expired.id],
    );
    await pool.query('update token set revoked_at = now() where id = $1', [revoked.id]);
    const gone = await makePerson(database, 'administrator');
    const disabled = await sessionFor(database, gone);
    await pool.query('update person set disabled_at = now() where id = $1', [gone]);
    const nobodies = {
      'signed out': {},
      'an expired session': await sessionFor(database, people.administrator, true),
      'an expired token': expired.headers,
      'a revoked token': revoked.headers,
      'a disabled person': disabled,
      'a forged token': { authorization: `Bearer tw_${'x'.repeat(43)}` },
      'a forged token beside a session': { ...sessions.administrator, authorization: `Bearer tw_${'x'.repeat(43)}` },
    };
    const example = await exampleOf(tried, 'own', 'administrator');
    for (const [who, headers] of Object.entries(nobodies)) {
      const { status, answer } = await ask(tried, example, headers);
      expect([who, status, answer.headers.get('content-type')]).toEqual([who, 401, 'application/problem+json']);
    }
  });

  test('no answer is stored on the way, each says what is left, and a write or an export is journalled', async () => {
    const before = await pool.query<{ n: number }>('select count(*)::int as n from journal');
    const { answer, status } = await ask(tried, await exampleOf(tried, 'own', 'administrator'), sessions.administrator);
    const after = await pool.query<{ n: number }>('select count(*)::int as n from journal');
    expect([status, answer.headers.get('cache-control')]).toEqual([tried.answers.status, 'no-store']);
    expect(answer.headers.get('ratelimit')).toMatch(/^"caller";r=\d+;t=\d+$/);
    const leavesRow = tried.method !== 'GET' || ['export', 'logs.read'].includes(tried.permission);
    expect((after.rows[0]?.n ?? 0) - (before.rows[0]?.n ?? 0)).toBe(leavesRow ? 1 : 0);
  });

  test.runIf(tried.grave)('asks for a fresh sign-in', async () => {
    const stale = await staleSession(people.administrator);
    expect((await ask(tried, await exampleOf(tried, 'own', 'administrator'), stale)).status).toBe(403);
  });

  test.runIf(tried.body)('refuses a key that it does not know, text that is no JSON, and another type', async () => {
    const example = await exampleOf(tried, 'own', 'administrator');
    const extra = { ...example, body: { ...(example.body as object), surprise: 1 } };
    expect((await ask(tried, extra, sessions.administrator)).status).toBe(400);
    const plain = { ...sessions.administrator, 'content-type': 'text/plain' };
    expect((await ask(tried, example, plain)).status).toBe(400);
  });
});

const staleSession = async (personId: string) => {
  const headers = await sessionFor(database, personId);
  await pool.query(
    `update session set created_at = now() - interval '11 minutes' where id = (select id from session order by created_at desc limit 1)`,
  );
  return headers;
};

test.each(roleIds)('the journal’s own table is for who may read the journal: %s', async (role) => {
  const tried = all.find(({ id }) => id === 'exportTable') as Tried;
  const { status } = await ask(tried, { params: { table: 'journal' } }, sessions[role]);
  expect(status).toBe(can(role, 'journal.read') ? 200 : 403);
});

test('who signed in long ago takes no journal out', async () => {
  const tried = all.find(({ id }) => id === 'exportTable') as Tried;
  const stale = await staleSession(people.auditor);
  expect((await ask(tried, { params: { table: 'runs' } }, stale)).status).toBe(200);
  expect((await ask(tried, { params: { table: 'journal' } }, stale)).status).toBe(403);
});

test('a denial is in the journal once a minute, however often it is asked', async () => {
  const tried = all.find(({ id }) => id === 'listJournal') as Tried;
  const headers = await sessionFor(database, people.member);
  for (let times = 0; times < 5; times++) expect((await ask(tried, {}, headers)).status).toBe(403);
  const { rows } = await pool.query(
    `select actor_id, subject_id, result from journal where action = 'access.denied' and subject_id = 'listJournal' and actor_kind = 'person' and actor_id = $1`,
    [people.member],
  );
  // One of the session above, one of this.
  expect(rows).toEqual(Array(2).fill({ actor_id: people.member, subject_id: 'listJournal', result: 'denied' }));
});

test('this machine reads the metrics without a name, and nothing else', async () => {
  for (const tried of all) {
    const { method, operation, path } = tried;
    const { params = {}, body } = await exampleOf(tried, 'own', 'administrator');
    const request = apiRequest(`/api/v1${path}`, { method, headers: { [clientHeader]: '127.0.0.1' }, body });
    expect([path, (await operation(request, { params: Promise.resolve(params) })).status]).toEqual([
      path,
      tried.loopback ? 200 : 401,
    ]);
  }
});

test('who asks too often is told when to come back', async () => {
  const tried = all.find(({ id }) => id === 'listTeams') as Tried;
  const { headers } = await tokenOf('operator', ['read']);
  const answers = [];
  // However slow the machine is, it is all asked at once.
  vi.useFakeTimers({ toFake: ['Date'] });
  try {
    for (let times = 0; times < 320; times++) answers.push(await ask(tried, {}, headers));
  } finally {
    vi.useRealTimers();
  }
  const refused = answers.filter(({ status }) => status === 429);
  expect(refused.length).toBeGreaterThan(0);
  expect(Number(refused[0]?.answer.headers.get('retry-after'))).toBeGreaterThan(0);
  expect((await ask(tried, {}, sessions.operator)).status).toBe(200);
});

test('each permission of the roles table is some operation’s, or a page’s alone', () => {
  const used = new Set(all.map(({ permission }) => permission));
  const elsewhere: Permission[] = ['person.activity', 'teams.manage', 'tokens.manage'];
  expect(
    Object.keys(permissions).filter((one) => !used.has(one as Permission) && !elsewhere.includes(one as Permission)),
  ).toEqual([]);
});
