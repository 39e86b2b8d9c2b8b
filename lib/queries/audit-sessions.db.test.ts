import { beforeAll, describe, expect, test } from 'vitest';
import { chainCalls } from '#demo/scenario/floor/role-chains.ts';
import { prodEu, researchEu } from '#demo/scenario/floor/setting.ts';
import { trailRecord } from '#demo/scenario/people.ts';
import { noFilter, parseAuditFilter } from '#lib/audit/filter.ts';
import { missingBefore } from '#lib/audit/sessions/stitch.ts';
import { studioUserOf } from '#lib/audit/sessions/studio.ts';
import { teamsScope } from '#lib/auth/scope.ts';
import { saveAuditEvents } from '#lib/store/audit.ts';
import { testDatabase } from '#lib/testing/database.ts';
import { everyScope } from '#lib/testing/scopes.ts';
import { seedResource } from '#lib/testing/seed-fleet.ts';
import { dayMs, hourMs } from '#lib/time.ts';
import { getActivity } from './activity.ts';
import { findAllowedLater } from './activity-allowed.ts';
import { listFirsts } from './activity-firsts.ts';
import type { AuditAsk } from './audit.ts';
import { listAuditSessions } from './audit-sessions.ts';
import { listStudioDomains } from './studio-domains.ts';
import { getSubjectFacts } from './subject-facts.ts';

const { pool, webUrl } = await testDatabase();
process.env.DATABASE_URL = webUrl;
const now = Date.parse('2026-11-19T23:00:00Z');
const all = everyScope();
const window = { from: now - dayMs, to: now };
const ask = (search: Record<string, string | string[]>, more: Partial<AuditAsk> = {}): AuditAsk => ({
  team: 'all',
  ...window,
  filter: parseAuditFilter(search),
  whom: 'everybody',
  ...more,
});

/** What AWS recorded of releases over two accounts, and of Studio, as the demo's account writes it. */
beforeAll(async () => {
  const records = [prodEu, researchEu].flatMap((place) =>
    chainCalls(place, window.from - 2 * dayMs, window.to)
      .filter(({ at }) => at < now)
      .map((call) => trailRecord({ seed: 'sessions', place, ...call })),
  );
  await saveAuditEvents(
    { pool },
    records.map((record) => ({ raw: JSON.stringify(record), source: 'import' as const })),
    new Date(now),
  );
  const domain = (name: string, identity: string, account: string) =>
    seedResource(
      { pool },
      {
        ...{ kind: 'domain', name, team: 'search', status: 'InService' },
        description: {
          DomainName: `${name}-studio`,
          DefaultUserSettings: { ExecutionRole: `arn:aws:iam::${account}:role/SageMakerStudio` },
          DomainSettings: { ExecutionRoleIdentityConfig: identity },
        },
      },
      now,
    );
  await domain('d-names', 'USER_PROFILE_NAME', prodEu.account);
  await domain('d-silent', 'DISABLED', researchEu.account);
  await pool.query(`update resource set account = $1 where name = 'd-silent'`, [researchEu.account]);
});

const told = async (asked: AuditAsk, scope = all) =>
  (await listAuditSessions(scope, asked)).chains.map(({ behind, hops }) => ({
    behind: `${behind.name}, ${behind.proof}`,
    hops: hops.map(
      ({ depth, lane, opener }) => `${depth} ${lane.through} ${opener.kind === 'handed' ? opener.tie : opener.kind}`,
    ),
  }));

describe('sessions', () => {
  const release = {
    behind: 'ml-lead, Identity Center',
    hops: ['0 SSO MLAdmin root', '1 release-bridge key', '2 model-reader key'],
  };

  test('of a person go over roles and accounts', async () => {
    const chains = await told(ask({ who: 'ml-lead' }));
    expect(chains.filter(({ hops }) => hops.length > 1)).toContainEqual(release);
  });

  test('of the last role are stitched back to who opened it, and what the filter does not name is told as such', async () => {
    const { chains, own, work } = await listAuditSessions(all, ask({ through: 'model-reader' }));
    const [chain] = chains;
    expect(chain?.hops.map(({ lane }) => [lane.through, own.has(lane.id)])).toEqual([
      ['SSO MLAdmin', false],
      ['release-bridge', false],
      ['model-reader', true],
    ]);
    const reader = chain?.hops.at(-1)?.lane.id ?? '';
    expect(work.get(reader)).toMatchObject({ reads: 2, writes: 0, denied: 1 });
    expect([...(work.get(reader)?.bins ?? [])].filter((bin) => bin > 0).length).toBeGreaterThan(0);
  });

  test('by a key alone lead to the same', async () => {
    const { chains } = await listAuditSessions(all, ask({ through: 'release-bridge' }));
    const key = chains[0]?.hops.find(({ lane }) => lane.through === 'release-bridge')?.lane.key ?? '';
    expect(await told(ask({ key }))).toEqual([release]);
  });

  test('of Studio name the user where the domain writes the name, and say what would where it does not', async () => {
    const { chains } = await listAuditSessions(all, ask({ through: 'SageMakerStudio' }));
    const lanes = chains.flatMap(({ hops }) => hops.map(({ lane }) => lane));
    const domains = await listStudioDomains(
      all,
      [prodEu, researchEu].map(({ account }) => ({ account, role: 'SageMakerStudio' })),
    );
    const users = lanes.map(({ accounts, sourceIdentity }) =>
      studioUserOf(
        domains.filter(({ account }) => accounts.includes(account)),
        sourceIdentity,
      ),
    );
    expect(new Set(users.map((user) => user?.kind))).toEqual(new Set(['user', 'untold']));
    expect(users.find((user) => user?.kind === 'untold')).toMatchObject({
      command: expect.stringContaining(
        '--domain-id d-silent --domain-settings-for-update ExecutionRoleIdentityConfig=USER_PROFILE_NAME',
      ),
    });
    expect(new Set(chains.map(({ behind }) => behind.proof))).toEqual(new Set(['source identity', 'service']));
  });

  test('that another account opened, whose records are not here, are a gap', async () => {
    const scope = teamsScope(['reader-team']);
    await pool.query(
      `insert into principal (account, kind, name, team, team_reason) values ($1, 'role', 'model-reader', 'reader-team', 'x')
      on conflict (account, kind, name) do update set team = 'reader-team'`,
      [researchEu.account],
    );
    const { chains } = await listAuditSessions(scope, ask({ through: 'model-reader' }));
    expect(chains.map(({ hops }) => hops.map((hop) => [hop.lane.through, missingBefore(hop)]))).toEqual(
      chains.map(() => [['model-reader', expect.stringContaining('not yours to see')]]),
    );
    expect(chains.length).toBeGreaterThan(0);
  });

  test('of others are left out for who may not follow them', async () => {
    const { chains, hidden, found } = await listAuditSessions(
      all,
      ask({ through: 'release-bridge' }, { whom: { own: 'somebody@example.com' } }),
    );
    expect([chains, found]).toEqual([[], 0]);
    expect(hidden).toBeGreaterThan(0);
  });
});

describe('activity', () => {
  test('counts what was done, writes first, and what was refused', async () => {
    const activity = await getActivity(all, ask({ through: 'model-reader' }));
    expect(activity.actions.map(({ action, isWrite, denied }) => [action, isWrite, denied > 0])).toEqual([
      ['PutImage', true, true],
      ['BatchGetImage', false, false],
      ['DescribeImages', false, false],
    ]);
    expect(activity.refusals).toMatchObject([{ action: 'PutImage', result: 'denied', error: 'AccessDeniedException' }]);
    expect(activity.figures).toMatchObject({ writes: 0, failed: 0 });
    expect(activity.figures.events).toBe(activity.figures.reads + activity.figures.denied);
    expect(activity.people.map(({ value }) => value)).toEqual(['ml-lead']);
    expect((activity.everFirstAt ?? now) < window.from).toBe(true);
  });

  test('says when what was refused went well later, unless it is asked for refusals alone', async () => {
    const asked = ask({ who: 'ml-lead', action: 'PutImage' });
    const { refusals } = await getActivity(all, asked);
    const later = await findAllowedLater(all, asked, refusals);
    const at = later?.get('ecr.amazonaws.com PutImage');
    expect(at).toBeGreaterThan(refusals[0]?.lastAt ?? now);
    expect(await findAllowedLater(all, ask({ who: 'ml-lead', error: 'AccessDeniedException' }), refusals)).toBe(null);
  });

  test('tells first times by all that is stored, not by the window', async () => {
    const whole = await listFirsts(all, ask({ who: 'ml-lead' }, { from: window.from - 3 * dayMs }));
    expect(whole.rows.map(({ of, value }) => `${of} ${value}`)).toEqual(
      expect.arrayContaining(['through release-bridge', 'action PutImage', `account ${researchEu.account}`]),
    );
    const last = await listFirsts(all, ask({ who: 'ml-lead' }, { from: now - 12 * hourMs }));
    expect(last.rows.filter(({ of }) => of === 'through' || of === 'action')).toEqual([]);
  });

  test('leaves out people whom the reader may not follow, and says how many', async () => {
    const { people, hiddenPeople } = await getActivity(all, ask({}, { whom: { own: '' }, filter: noFilter }));
    expect(people.map(({ value }) => value)).not.toContain('ml-lead');
    expect(hiddenPeople).toBeGreaterThan(0);
  });

  test('knows an address’s network and the others of it, and who holds a key', async () => {
    const facts = await getSubjectFacts(all, ask({ ip: '203.0.113.44' }), { field: 'ip', value: '203.0.113.44' });
    expect(facts.network).toBe('203.0.113.0/24');
    expect(facts.neighbours.map(({ value }) => value)).toContain('203.0.113.90');
    const { chains } = await listAuditSessions(all, ask({ through: 'release-bridge' }));
    const key = chains[0]?.hops.find(({ lane }) => lane.through === 'release-bridge')?.lane.key ?? '';
    expect((await getSubjectFacts(all, ask({ key }), { field: 'key', value: key })).holders).toEqual(['ml-lead']);
  });
});
