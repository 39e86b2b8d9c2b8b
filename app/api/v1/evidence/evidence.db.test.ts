import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { verifyPack } from '#lib/cli/verify-pack.mjs';
import { database as databaseOf } from '#lib/db.ts';
import { saveAuditEvents } from '#lib/store/audit.ts';
import type { AskedDemand } from '#lib/store/demands.ts';
import { journalFiles } from '#lib/store/journal-key.ts';
import { openQueues } from '#lib/store/queues.ts';
import { testDatabase } from '#lib/testing/database.ts';
import { place, seedResource } from '#lib/testing/seed-fleet.ts';
import { unpacked } from '#lib/testing/unpacked.ts';
import { hourMs, minuteMs, systemClock } from '#lib/time.ts';
import { answerDemand } from '#lib/worker/demands.ts';

/** A bound that a test can reach. */
const bound = vi.hoisted(() => ({ most: 100_000 }));
vi.mock('#lib/audit/evidence/sample.ts', async (importOriginal) => ({
  ...(await importOriginal<typeof import('#lib/audit/evidence/sample.ts')>()),
  get mostPacked() {
    return bound.most;
  },
}));

const database = await testDatabase();
const { pool, webUrl, workerUrl } = database;
const home = mkdtempSync(join(tmpdir(), 'trailwatch evidence '));
vi.stubEnv('DATABASE_URL', webUrl);
vi.stubEnv('TRAILWATCH_HOME', home);
const { apiRequest, makePerson, sessionFor } = await import('#lib/testing/callers.ts');
const { GET } = await import('./route.ts');

const worker = await openQueues(workerUrl, { isWorker: true });
const collecting = { db: databaseOf(workerUrl), clock: systemClock } as Parameters<typeof answerDemand>[0];
const soon = { pollingIntervalSeconds: 0.5 };
await worker.work<AskedDemand>('demand', soon, async ([job]) => job && answerDemand(collecting, job));
afterAll(async () => {
  await worker.stop({ graceful: false });
  rmSync(home, { recursive: true });
});

const now = Date.now();
const owners = { ranker: 'search', scorer: 'fraud' } as const;
const rawOf = (index: number, endpoint: keyof typeof owners): string =>
  JSON.stringify({
    eventID: `event-${index}`,
    eventTime: new Date(now - hourMs + index * minuteMs).toISOString(),
    eventSource: 'sagemaker.amazonaws.com',
    eventName: 'UpdateEndpoint',
    awsRegion: place.region,
    recipientAccountId: place.account,
    userIdentity: { type: 'IAMUser', userName: index % 2 ? '=cmd|calc' : 'ada' },
    requestParameters: { endpointName: endpoint },
  });
const raws = Array.from({ length: 12 }, (_, index) => rawOf(index, index < 9 ? 'ranker' : 'scorer'));
// As an import may bring it: over several lines, with letters of several bytes before the next record.
raws[4] = JSON.stringify({ ...JSON.parse(raws[4] ?? ''), userAgent: 'Zoë' }, null, 2);

const save = (received: number, ...of: string[]) =>
  saveAuditEvents(
    { pool },
    of.map((raw) => ({ raw, source: 'import' as const })),
    new Date(received),
  );

beforeAll(async () => {
  for (const [name, team] of Object.entries(owners)) {
    await seedResource({ pool }, { kind: 'endpoint', name, team, status: 'InService', description: {} }, now - 2 * hourMs);
  }
  expect(await save(now - minuteMs, ...raws)).toMatchObject({ saved: 12 });
});

const auditor = await sessionFor(database, await makePerson(database, 'auditor'));
const member = await sessionFor(database, await makePerson(database, 'member', ['search']));

const ask = (query: Record<string, string>, headers = auditor) =>
  GET(apiRequest(`/api/v1/evidence?${new URLSearchParams(query)}`, { headers }));

/** The files of a pack that verifies against this installation's key. */
async function take(query: Record<string, string>, headers = auditor) {
  const answer = await ask(query, headers);
  expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'application/zip']);
  const file = join(home, 'pack.zip');
  const zip = Buffer.from(await answer.arrayBuffer());
  writeFileSync(file, zip);
  const report = verifyPack(file, { key: journalFiles(home).publicKey });
  expect(report.problems).toEqual([]);
  const files = unpacked(zip);
  const text = (name: string): string => files.get(name) ?? '';
  return { report, text, selection: JSON.parse(text('selection.json')), all: [...files.values()].join('\n') };
}

const rows = (csv: string): string[][] =>
  csv
    .trimEnd()
    .split('\r\n')
    .slice(1)
    .map((line) => line.split(','));

describe('a pack of a search', () => {
  test('holds each record byte for byte, where events.csv says, in a table that no spreadsheet runs', async () => {
    const { text, selection } = await take({ range: '24h', who: 'ada' });
    const records = Buffer.from(text('records-0001.jsonl'));
    const table = rows(text('events.csv'));
    expect(table.map((cells) => cells[3])).toEqual([10, 8, 6, 4, 2, 0].map((index) => `event-${index}`));
    for (const cells of table) {
      const [offset = 0, bytes = 0] = cells.slice(-3, -1).map(Number);
      const record = records.subarray(offset, offset + bytes);
      expect(record.toString()).toBe(raws[Number(cells[3]?.slice(6))]);
      expect(createHash('sha256').update(record).digest('hex')).toBe(cells.at(-1));
    }
    expect(selection).toMatchObject({ population: 6, sample: null, filter: { words: 'Who is “ada”' } });
    expect((await take({ q: 'cmd' })).text('events.csv')).toMatch(/,'=cmd\|calc,/);
  });

  test('says in the report and in its own file who asked, and the journal tells of the export and of the signature', async () => {
    const { text } = await take({ team: 'search', n: '2', seed: '7' });
    expect(JSON.parse(text('made.json')).askedBy).toEqual({ kind: 'person', name: 'A auditor' });
    expect(text('report.html')).toContain('2 of 9 events, seed 7, without strata');
    const { rows: told } = await pool.query(
      `select action, subject_id as on, teams, after from journal where action in ('export.evidence', 'evidence.sign') order by seq desc limit 2`,
    );
    const manifest = createHash('sha256').update(text('manifest.json')).digest('hex');
    expect(told[0]).toMatchObject({ action: 'evidence.sign', on: manifest });
    expect(told[1]).toMatchObject({ action: 'export.evidence', on: 'audit', teams: ['search'] });
    expect(told[1]?.after).toContain('?team=search&n=2&seed=7');
  });

  test('is drawn in proportion, each stratum told with its size', async () => {
    const { text, selection } = await take({ n: '4', seed: '7', by: 'team' });
    expect(selection.sample.strata).toEqual([
      { name: 'fraud', size: 3, taken: 1 },
      { name: 'search', size: 9, taken: 3 },
    ]);
    expect(rows(text('population.csv')).filter((cells) => cells.at(-1) === 'yes')).toHaveLength(4);
    expect(rows(text('population.csv'))).toHaveLength(12);
    expect(rows(text('events.csv'))).toHaveLength(4);
  });

  test('made again as of the same instant it has the same content, whatever came since', async () => {
    const first = await take({ range: '24h', n: '5', seed: '3', by: 'who' });
    await save(Date.now(), rawOf(20, 'ranker').replace('event-20', 'event-late'));
    const url = new URL(first.selection.filter.url, 'http://localhost');
    const again = await take({ ...Object.fromEntries(url.searchParams), n: '5', seed: '3', by: 'who' });
    expect(again.report.contentSha256).toBe(first.report.contentSha256);
    expect(again.text('records-0001.jsonl')).toBe(first.text('records-0001.jsonl'));
    expect(again.all).not.toContain('event-late');
    const other = await take({ ...Object.fromEntries(url.searchParams), n: '5', seed: '4', by: 'who' });
    expect(other.report.contentSha256).not.toBe(first.report.contentSha256);
  });
});

test('a question is packed as the events in which its rules found something, each once', async () => {
  await pool.query(
    `insert into detection (account, event_id, rule, basis, at, severity, found)
     select account, event_id, r.rule, 'b', at, 'info', '{}' from audit_event, (values ('deployment_deleted'), ('root_used')) r (rule)
     where event_id in ('event-1', 'event-10')`,
  );
  const { text, selection } = await take({ of: 'detections', severity: 'info' });
  expect(rows(text('events.csv')).map((cells) => cells[3])).toEqual(['event-10', 'event-1']);
  expect(rows(text('population.csv'))[0]?.at(-2)).toContain('; ');
  expect(selection.filter).toEqual({
    words: 'events in which something was found by any rule, of severity info',
    url: expect.stringMatching(/^\/all\/detections\?from=.*&severity=info$/),
  });
  expect((await take({ of: 'detections' }, member)).all).not.toContain('event-10');
});

describe('a member', () => {
  test('takes what their team sees, and the pack says so', async () => {
    const { all, selection } = await take({}, member);
    expect(selection).toMatchObject({ population: 9, seenBy: { teams: ['search'] } });
    expect(all).toContain('event-8');
    for (const foreign of ['event-9', 'scorer', 'fraud']) expect(all).not.toContain(foreign);
  });

  test('takes nothing of another team or person', async () => {
    expect((await ask({ team: 'fraud' }, member)).status).toBe(404);
    expect((await ask({ who: 'ada' }, member)).status).toBe(403);
  });
});

test('more than a pack holds is refused, with what to do, before anything is sent', async () => {
  bound.most = 5;
  const answer = await ask({});
  bound.most = 100_000;
  expect([answer.status, await answer.json()]).toEqual([
    400,
    expect.objectContaining({ detail: expect.stringContaining('More than 5 events match') }),
  ]);
});

test.each<Record<string, string>>([{ n: '0' }, { n: '-1' }, { n: '1.5' }, { n: '1', by: 'toString' }, { n: '1', seed: 'x' }])(
  'a sample that is none is refused: %j',
  async (query) => expect((await ask(query)).status).toBe(400),
);
