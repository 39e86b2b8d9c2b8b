import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { parseAuditFilter } from '#lib/audit/filter.ts';
import { systemScope, teamsScope } from '#lib/auth/scope.ts';
import { saveAuditEvents } from '#lib/store/audit.ts';
import { journal } from '#lib/store/journal.ts';
import { testDatabase } from '#lib/testing/database.ts';
import { demandSignature } from '#lib/testing/pack-signer.ts';
import { place, seedResource } from '#lib/testing/seed-fleet.ts';
import { unpacked } from '#lib/testing/unpacked.ts';
import { hourMs, minuteMs } from '#lib/time.ts';

const { pool, webUrl } = await testDatabase();
const home = mkdtempSync(join(tmpdir(), 'trailwatch-'));
writeFileSync(join(home, 'trailwatch.yaml'), 'privacy:\n  people: pseudonyms\n');
vi.stubEnv('DATABASE_URL', webUrl);
vi.stubEnv('TRAILWATCH_CONFIG', join(home, 'trailwatch.yaml'));
afterAll(() => rmSync(home, { recursive: true }));

const audit = await import('./audit.ts');
const one = await import('./audit-event.ts');
const { listHappenings, listTeamHappenings } = await import('./changes.ts');
const { exportNames, exportTable } = await import('./exports.ts');
const { listJobs } = await import('./job-pages.ts');
const { listJournal } = await import('./journal.ts');
const { listAssignments } = await import('./assignments.ts');
const { listRuleMoves } = await import('./team-rules.ts');
const { listUnowned } = await import('./unowned.ts');
const { readFacts } = await import('./evidence-facts.ts');
const { packEvidence } = await import('./evidence-pack.ts');
const { listPopulation } = await import('./evidence-population.ts');
const { judgeWho, listPersonNames, unmasked } = await import('./person-names.ts');

const now = Date.parse('2026-11-19T07:42:00Z');
const all = systemScope();
const window = { from: now - 24 * hourMs, to: now + 1 };
const job = { ...place, kind: 'training_job', name: 'train-1' };
/** Names as they come, and one that only its own quoting gives away. */
const people = ['adalovelace', 'bo@example.com', 'Zoë "Zed" Keller', 'o.neil'];

const identity = (who: string) =>
  who.includes(' ')
    ? { type: 'IdentityCenterUser', userName: who }
    : who.includes('@')
      ? {
          type: 'AssumedRole',
          arn: `arn:aws:sts::${place.account}:assumed-role/AWSReservedSSO_Admin_0123456789abcdef/${who}`,
          principalId: `AROAX:${who}`,
          accessKeyId: 'ASIAKEY1',
          sessionContext: { sessionIssuer: { userName: 'AWSReservedSSO_Admin_0123456789abcdef' }, sourceIdentity: who },
        }
      : { type: 'IAMUser', userName: who, arn: `arn:aws:iam::${place.account}:user/team/${who}` };

const record = (who: string, index: number): string => {
  const body = {
    eventID: `e-${index}`,
    eventTime: new Date(now - index * minuteMs - 1000).toISOString(),
    eventSource: 'sagemaker.amazonaws.com',
    eventName: 'CreateTrainingJob',
    awsRegion: place.region,
    recipientAccountId: place.account,
    readOnly: false,
    errorCode: index === 1 ? 'AccessDenied' : undefined,
    errorMessage: index === 1 ? `User: ${identity(who).type}/${who}, is not authorized.` : undefined,
    userIdentity: identity(who),
    requestParameters: {
      trainingJobName: job.name,
      tags: [{ key: 'owner', value: who }],
      url: `https://x/?u=${encodeURIComponent(who)}`,
    },
  };
  const text = JSON.stringify(body);
  // JSON may spell any letter as an escape.
  return index === 3 ? text.replaceAll(who, `\\u00${who.charCodeAt(0).toString(16)}${who.slice(1)}`) : text;
};

beforeAll(async () => {
  const row = { kind: 'training_job' as const, name: job.name, team: 'alpha', status: 'InProgress', description: {} };
  await seedResource({ pool }, row, now - hourMs);
  await pool.query(`insert into team (slug, name, created_at) values ('alpha', 'alpha', now()) on conflict do nothing`);
  const raws = people.map((who, index) => ({ raw: record(who, index), source: 'import' as const }));
  expect(await saveAuditEvents({ pool }, raws, new Date(now))).toMatchObject({ saved: people.length });
  for (const who of people) {
    await journal(
      { pool },
      {
        at: now - minuteMs,
        actor: { kind: 'person', id: 'x', name: 'Olga Operator' },
        action: 'person.view',
        subject: { kind: 'principal', id: who, name: who },
        after: { query: `?team=all&who=${encodeURIComponent(who)}` },
        ip: null,
        userAgent: null,
      },
    );
  }
  await pool.query(
    `insert into team_assignment (account, region, kind, name, team, made_by, made_at, reason) values ($1, '', 'user', $2, 'alpha', 'x', now(), 'x')`,
    [place.account, people[0]],
  );
});

const ask = (search: Record<string, string | string[]> = {}) => ({
  team: 'all',
  ...window,
  filter: parseAuditFilter(search),
  whom: 'everybody' as const,
});
const list = async (search: Record<string, string | string[]> = {}) =>
  (await audit.listAuditEvents(all, { ...ask(search), limit: 100, cursor: null })).rows;
const packed = async () => {
  const search = { ...ask(), receivedBy: now, sample: { n: 9, seed: 7, by: 'who' as const }, rules: null };
  const population = await listPopulation(all, search);
  const made = { madeAt: '', askedBy: { kind: 'person', name: 'x' } };
  const facts = await readFacts(all, { ...search, made }, population);
  const chunks: Uint8Array[] = [];
  for await (const chunk of packEvidence(all, { facts, population, sign: demandSignature })) chunks.push(chunk);
  return unpacked(Buffer.concat(chunks));
};
const event = (index: number) => one.getAuditEvent(all, { team: 'all', eventId: `e-${index}`, account: null });
const pseudonymOf = async (name: string): Promise<string> =>
  (await pool.query<{ pseudonym: string }>('select pseudonym from person_name where name = $1', [name])).rows[0]?.pseudonym ?? '';

const named = (value: unknown): string[] => {
  const text = JSON.stringify(value).replaceAll('\\\\', '\\');
  return people
    .flatMap((who) => [who, JSON.stringify(who).slice(1, -1), encodeURIComponent(who)])
    .concat(['\\u0061', 'Zed', '\\u006f'])
    .filter((who) => text.includes(who));
};

describe('no name of a person comes out of', () => {
  const journalAsk = { from: now - hourMs, to: now + hourMs, filter: { values: {}, on: [] }, limit: 100, cursor: null };
  const reads: Record<string, () => Promise<unknown>> = {
    'the list of events': () => list(),
    facets: () => audit.listAuditFacets(all, ask()),
    'an event with its record': () => Promise.all(people.map((_, index) => event(index))),
    'who was behind it': async () => Promise.all(people.map(async (_, index) => one.getChain(all, await event(index)))),
    'what it asked for': async () => Promise.all(people.map(async (_, index) => one.getRequestDiff(all, await event(index)))),
    'what stood around it': async () => one.listNeighbours(all, 'all', await event(0)),
    'a resource’s history': () => listHappenings(all, [job], { ...window, limit: 50 }),
    'a team’s history': () => listTeamHappenings(all, { team: 'all', ...window, limit: 50 }),
    jobs: () =>
      listJobs(
        all,
        { team: 'all', now, ...window, filter: { kinds: [], statuses: [], accounts: [], text: null } },
        { column: 'name', descending: false },
      ),
    'the journal': () => listJournal(all, journalAsk),
    'the unowned': () => listUnowned(all),
    'owners by hand': () => listAssignments(all),
    'an evidence pack': async () => {
      const files = await packed();
      expect(files.get('report.html')).toContain('People stand under pseudonyms');
      expect(files.get('records-0001.jsonl')?.split('\n')).toHaveLength(people.length + 1);
      return [...files];
    },
    'what a rule would move': () => listRuleMoves(all, { rule: { team: 'alpha', match: { user: '*' } }, isFirst: true }),
    ...Object.fromEntries(
      exportNames.map((name) => [
        `the export ${name}`,
        () =>
          exportTable(name)(all, { team: 'all', now, asOf: null, ...window, whom: 'everybody', search: { ...job } }).catch(
            (error) => {
              if (error?.code === 'not_found') return [];
              throw error;
            },
          ),
      ]),
    ),
  };
  test.each(Object.entries(reads))('%s', async (_, read) => {
    const answer = await read();
    expect(named(answer)).toEqual([]);
  });

  test('these, though each person is there under a pseudonym', async () => {
    const seen = new Set((await list()).map(({ who }) => who));
    expect(seen.size).toBe(people.length);
    for (const who of people) expect(seen).toContain(await pseudonymOf(who));
    const [first] = await listHappenings(all, [job], { ...window, limit: 1 });
    expect(first?.who).toMatch(/^Person /);
    expect(JSON.parse((await event(2)).record)).toMatchObject({ userIdentity: { userName: await pseudonymOf(people[2] ?? '') } });
  });
});

test('every query that does not go by read() says so here, and why no person is in it', () => {
  const others = {
    'activity-targets.ts': 'what objects name; what is shown of it passes withPseudonyms',
    'audit-clauses.ts': 'ids of words, and names to compare',
    'audit-index.ts': 'words and numbers that are counted; what is shown of them passes withPseudonyms',
    'audit-objects.ts': 'texts that are looked through; gives ids',
    'audit-records.ts': 'packed blocks; what is cut out of them passes withPseudonyms',
    'biography-events.ts': 'ids of what resources are called; rows of events pass read()',
    'console-rules.ts': 'rules in the words of who made them, which name whom they like; makers pass read()',
    'journal-rows.ts': 'the whole journal as it stands, for verification on this machine',
    'live.ts': 'notices, which name places and nouns',
    'own-sums.ts': 'samples',
    'owned.ts': 'judged by rules; what is shown of it passes withPseudonyms',
    'person-names.ts': 'which words are persons; gives names to judge, none to show',
    'pseudonyms.ts': 'itself',
    'readiness.ts': 'a time',
    'rollups.ts': 'samples',
    'series.ts': 'samples',
    'session-ids.ts': 'ids of sessions',
    'session-lanes.ts': 'words of sessions and actors, which pass withPseudonyms',
    'sql.ts': 'read() itself',
    'walled.ts': 'the wall itself',
  };
  const files = readdirSync(import.meta.dirname).filter((file) => /^[a-z-]+\.ts$/.test(file));
  const apart = files.filter((file) =>
    /walled[(<]|rowsWithNames<|\.pool\b|\.query[<(]/.test(readFileSync(join(import.meta.dirname, file), 'utf8')),
  );
  expect(apart.toSorted()).toEqual(Object.keys(others));
});

describe('filters go by pseudonyms', () => {
  test('a pseudonym finds its events, a name none, and text finds nobody by name', async () => {
    for (const [index, who] of people.entries()) {
      const pseudonym = await pseudonymOf(who);
      expect((await list({ who: pseudonym })).map(({ eventId }) => eventId)).toEqual([`e-${index}`]);
      expect(await list({ who })).toEqual([]);
      expect(await list({ q: who.slice(0, 5) })).toEqual([]);
    }
    expect((await one.listNeighbours(all, 'all', await event(0))).length).toBeGreaterThan(0);
  });

  test('an identity behind a session finds nobody and leaves nobody out; whether there is one may be asked', async () => {
    const who = 'bo@example.com';
    for (const name of [who, await pseudonymOf(who)]) {
      expect(await list({ sourceIdentity: name })).toEqual([]);
      expect(await list({ 'not.sourceIdentity': name })).toHaveLength(people.length);
      expect(await list({ 'not.who': name })).toHaveLength(name === who ? people.length : people.length - 1);
    }
    expect((await list({ 'not.sourceIdentity': '(none)' })).map(({ eventId }) => eventId)).toEqual(['e-1']);
  });

  test('a look by access key is a look at the pseudonym that holds it', async () => {
    const { looks } = await judgeWho(all, parseAuditFilter({ key: 'ASIAKEY1' }), { mayLook: true, email: '' });
    expect(looks).toEqual([await pseudonymOf('bo@example.com')]);
  });

  test('an owner is set by the pseudonym, too', async () => {
    const key = { account: place.account, region: '', kind: 'user', name: await pseudonymOf('adalovelace') };
    expect(await unmasked(all, [key, { ...key, kind: 'role', name: 'x' }])).toMatchObject([
      { name: 'adalovelace' },
      { name: 'x' },
    ]);
  });

  test('whether a name is there is not to be found out', async () => {
    const pseudonym = await pseudonymOf('adalovelace');
    expect(await listPersonNames(all, ['adalovelace'])).toEqual([]);
    expect(await listPersonNames(all, [pseudonym])).toMatchObject([{ asked: pseudonym }]);
    expect(await listPersonNames(teamsScope(['beta']), [pseudonym])).toEqual([]);
  });
});
