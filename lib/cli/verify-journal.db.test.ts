// Longer than 300 lines because it is a list: each kind of tampering has its line.
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { findingKinds, findingSentence } from '#lib/journal/findings.ts';
import { genesis, hashOf } from '#lib/journal/hash.ts';
import type { JournalRow } from '#lib/journal/row.ts';
import { journalColumns } from '#lib/queries/journal-rows.ts';
import { checkpointJournal, rotateJournalKey } from '#lib/store/checkpoints.ts';
import { journal } from '#lib/store/journal.ts';
import { journalFiles } from '#lib/store/journal-key.ts';
import { testDatabase } from '#lib/testing/database.ts';
import { dayMs, hourMs, minuteMs } from '#lib/time.ts';
import { verifyJournal } from './verify-journal.ts';

const db = await testDatabase();
process.env.DATABASE_URL = db.url;
const start = Date.parse('2026-11-19T07:42:00Z');
const homes: string[] = [];
const newHome = (): string => {
  const home = mkdtempSync(join(tmpdir(), 'journal home '));
  homes.push(home);
  return home;
};
afterAll(() => {
  for (const home of homes) rmSync(home, { recursive: true, force: true });
});

let home = '';

const write = (n: number) =>
  journal(db, {
    at: start + n * hourMs,
    actor: { kind: 'person', id: 'p1', name: 'Ada' },
    action: 'person.role',
    subject: { kind: 'person', id: `p${n}` },
    before: { role: 'member' },
    after: { role: 'operator' },
  });

/** As a superuser would, past triggers, keys and checks. */
async function evil(...statements: string[]): Promise<void> {
  const client = await db.pool.connect();
  try {
    await client.query(`set session_replication_role = replica`);
    await client.query(`alter table journal drop constraint if exists journal_pkey, drop constraint if exists journal_hashes`);
    await client.query(`drop index if exists journal_prev_hash_key`);
    await client.query(`alter table journal alter seq drop not null, alter hash drop not null`);
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.query(`set session_replication_role = origin`);
    client.release();
  }
}

/** Gives every row from `seq` on a fresh hash, as the chain wants it: what one does who has read the source. */
async function rehash(seq: number, last = Number.POSITIVE_INFINITY): Promise<void> {
  const { rows } = await db.pool.query<JournalRow>(`select ${journalColumns} from journal j order by j.seq`);
  let prev: string | null = genesis;
  for (const row of rows) {
    if (row.seq >= seq && row.seq <= last) {
      const hash: string = hashOf(row, prev);
      await evil(`update journal set prev_hash = '${prev}', hash = '${hash}' where seq = ${row.seq}`);
      prev = hash;
    } else prev = row.hash;
  }
}

const copy = (from: number, to: string) =>
  `insert into journal select ${to}, at, actor_kind, actor_id, actor_name, action, subject_kind, subject_id, subject_name, result, teams, ip,
   user_agent, request_id, before, after, reason, prev_hash, hash from journal where seq = ${from}`;

const lines = (): string[] => readFileSync(journalFiles(home).checkpoints, 'utf8').split('\n').filter(Boolean);
const rewrite = (edit: (all: string[]) => (string | undefined)[]): void =>
  writeFileSync(
    journalFiles(home).checkpoints,
    edit(lines())
      .map((line) => `${line}\n`)
      .join(''),
  );

const told = async (): Promise<string[]> =>
  (await verifyJournal({ home })).findings.map(({ kind, from, to }) => `${kind} ${from}${to === from ? '' : `-${to}`}`);

/** Rows 1 to 20 of which 5, 10 and 15 tell of the checkpoints 4, 9 and 14. */
beforeEach(async () => {
  await evil('truncate journal');
  await db.pool.query(`alter table journal add primary key (seq), add constraint journal_hashes check (hash ~ '^[0-9a-f]{64}$'),
    alter hash set not null`);
  await db.pool.query('create unique index journal_prev_hash_key on journal (prev_hash)');
  home = newHome();
  for (let n = 1; n <= 20; n++) {
    if (n % 5 === 0 && n < 20) await checkpointJournal(db, { home, now: start + n * hourMs, by: 'worker' });
    else await write(n);
  }
});

test('an honest journal is intact, and says how far it is covered', async () => {
  const report = await verifyJournal({ home });
  expect(report).toMatchObject({ count: 20, agreeing: 3, coveredTo: 14, findings: [], more: 0, head: { seq: 20 } });
  expect(report.checkpoints).toMatchObject({ lines: 3 });
});

const change = (column: string, value: string) => () => evil(`update journal set ${column} = ${value} where seq = 7`);

/** What is done, and every finding it gives: kind and rows, of a finding about the file its line. */
const tamperings: [name: string, evil: () => unknown, found: string[]][] = [
  ...Object.entries({
    at: `at + interval '1 ms'`,
    actor_kind: `'system'`,
    actor_id: 'null',
    actor_name: `'Eve'`,
    action: `'person.view'`,
    subject_kind: `'token'`,
    subject_id: `'p8'`,
    subject_name: `''`,
    result: `'denied'`,
    teams: `'{search}'`,
    ip: `'203.0.113.9'`,
    user_agent: `'curl'`,
    request_id: `'r'`,
    before: `before || ' '`,
    after: 'null',
    reason: `'because'`,
  }).map(([column, value]): [string, () => unknown, string[]] => [`another ${column}`, change(column, value), ['row-changed 7']]),
  ['fields exchanged', () => evil(`update journal set before = after, after = before where seq = 7`), ['row-changed 7']],
  ['another hash', change('hash', `repeat('a', 64)`), ['hash-changed 7']],
  ['no hash', change('hash', 'null'), ['hash-missing 7']],
  ['another hash of the row before', change('prev_hash', `repeat('a', 64)`), ['prev-hash-changed 7']],
  [
    'a row rewritten with a fresh hash',
    async () => {
      await evil(`update journal set actor_name = 'Eve' where seq = 7`);
      await rehash(7, 7);
    },
    ['row-rewritten 7-8'],
  ],
  [
    'history rewritten from a row on',
    async () => {
      await evil(`update journal set actor_name = 'Eve' where seq = 7`);
      await rehash(7);
    },
    ['history-rewritten 5-9'],
  ],
  [
    'the whole journal replaced',
    async () => {
      await evil(`update journal set actor_name = 'Eve'`);
      await rehash(1);
    },
    ['journal-replaced 1-4'],
  ],
  [
    'another beginning',
    async () => {
      await evil(`update journal set prev_hash = repeat('1', 64) where seq = 1`);
      const { rows } = await db.pool.query<JournalRow>(`select ${journalColumns} from journal j where seq = 1`);
      const [first] = rows;
      if (first) await evil(`update journal set hash = '${hashOf(first, first.prevHash)}' where seq = 1`);
    },
    ['beginning-replaced 1', 'row-rewritten 1-2'],
  ],
  ['the first rows taken away', () => evil('delete from journal where seq <= 2'), ['beginning-missing 1-2']],
  ['a row taken away', () => evil('delete from journal where seq = 7'), ['rows-missing 7']],
  ['rows taken away', () => evil('delete from journal where seq in (7, 8, 12)'), ['rows-missing 7-8', 'rows-missing 12']],
  [
    'rows taken away and the gap closed',
    () => evil('delete from journal where seq in (17, 18)', 'update journal set seq = seq - 2 where seq > 18'),
    ['rows-closed-up 17-18'],
  ],
  [
    'a row inserted, the rest renumbered',
    async () => {
      await evil(
        'update journal set seq = seq + 1 where seq >= 17',
        copy(18, '17'),
        `update journal set actor_name = 'Eve' where seq = 17`,
      );
      await rehash(17, 17);
    },
    ['rows-inserted 17'],
  ],
  ['two rows exchanged', () => evil('update journal set seq = 19 - seq where seq in (7, 12)'), ['rows-moved 7', 'rows-moved 12']],
  [
    'neighbours exchanged at the end',
    () => evil('update journal set seq = 39 - seq where seq in (19, 20)'),
    ['rows-moved 19', 'rows-moved 20'],
  ],
  [
    'numbers skipped',
    async () => {
      await evil('update journal set seq = 30 where seq = 20');
      await rehash(30);
    },
    ['numbers-skipped 20-29'],
  ],
  ['a row doubled', () => evil(copy(7, '7')), ['row-doubled 7']],
  ['a row copied to the end', () => evil(copy(7, '21')), ['row-copied 21']],
  ['a row before the first', () => evil(copy(7, '0')), ['row-before-first 0']],
  ['a row without a number', () => evil(copy(7, 'null')), ['row-before-first 0']],
  [
    'a row put in with an earlier time',
    async () => {
      await evil(`update journal set at = at - interval '1 day' where seq = 20`);
      await rehash(20);
    },
    ['time-backwards 20'],
  ],
  ['the end cut off', () => evil('delete from journal where seq > 12'), ['tail-missing 13-14']],
  ['the journal emptied', () => evil('truncate journal'), ['journal-emptied 1-14']],
  ['the guard switched off', () => db.pool.query('alter table journal disable trigger journal_stays'), ['guard-off 0']],
  [
    'a checkpoint changed',
    () => rewrite(([a, b, c]) => [a, b?.replace('"count":9', '"count":8'), c]),
    ['checkpoint-changed 2', 'checkpoint-lost 10'],
  ],
  [
    'a checkpoint for another row',
    () => rewrite(([a, b, c]) => [a, b, c?.replace('"seq":14', '"seq":13')]),
    ['checkpoint-changed 3', 'checkpoint-lost 15'],
  ],
  [
    'a checkpoint made unreadable',
    () => rewrite(([a, b, c]) => [a, b?.slice(0, 90), c]),
    ['checkpoint-unreadable 2', 'checkpoint-lost 10'],
  ],
  ['a checkpoint taken away', () => rewrite(([a, , c]) => [a, c]), ['checkpoint-missing 2', 'checkpoint-lost 10']],
  ['the first checkpoint taken away', () => rewrite(([, b, c]) => [b, c]), ['checkpoint-missing 1', 'checkpoint-lost 5']],
  ['the last checkpoint taken away', () => rewrite(([a, b]) => [a, b]), ['checkpoint-lost 15']],
  [
    'every checkpoint taken away',
    () => rmSync(journalFiles(home).checkpoints),
    ['checkpoint-lost 5', 'checkpoint-lost 10', 'checkpoint-lost 15'],
  ],
  ['checkpoints exchanged', () => rewrite(([a, b, c]) => [a, c, b]), ['checkpoint-moved 2']],
  ['a checkpoint doubled', () => rewrite(([a, b, c]) => [a, b, b, c]), ['checkpoint-doubled 3']],
  [
    'a checkpoint of another installation',
    async () => {
      const own = home;
      home = newHome();
      await checkpointJournal(db, { home, now: start + 30 * hourMs, by: 'worker' });
      const [foreign] = lines();
      home = own;
      rewrite((all) => [...all, foreign]);
    },
    ['checkpoint-foreign 4'],
  ],
  [
    'a checkpoint signed with a key that was replaced',
    async () => {
      const { key } = journalFiles(home);
      const stolen = readFileSync(key, 'utf8');
      await rotateJournalKey(db, { home, now: start + 30 * hourMs, by: 'command line' });
      writeFileSync(key, stolen);
      await checkpointJournal(db, { home, now: start + 31 * hourMs, by: 'worker' });
    },
    ['checkpoint-late 6'],
  ],
];

describe('found and named', () => {
  test.each(tamperings)('%s', async (_, tamper, found) => {
    await tamper();
    expect(await told()).toEqual(found);
    await db.pool.query('alter table journal enable trigger journal_stays');
  });

  test('every kind has its tampering, and its sentence', () => {
    const shown = new Set(tamperings.flatMap(([, , found]) => found.map((each) => each.split(' ')[0])));
    expect(Object.keys(findingKinds).filter((kind) => !shown.has(kind))).toEqual([]);
    expect(findingSentence({ kind: 'rows-missing', from: 3, to: 5 })).toBe('Rows 3 to 5: missing; taken out of the middle.');
  });
});

test('a checkpoint is made once a day, whoever asks', async () => {
  const now = start + 15 * hourMs + dayMs - minuteMs;
  const ask = { home, by: 'worker', unlessWithinMs: dayMs };
  expect(await checkpointJournal(db, { ...ask, now })).toBeNull();
  const both = await Promise.all([1, 2].map(() => checkpointJournal(db, { ...ask, now: now + minuteMs })));
  expect(both.filter((seq) => seq !== null)).toEqual([20]);
  expect(await verifyJournal({ home })).toMatchObject({ agreeing: 4, coveredTo: 20, findings: [] });
});

test('a journal can be held against checkpoints and a key that were kept elsewhere', async () => {
  const { checkpoints, publicKey } = journalFiles(home);
  expect(await verifyJournal({ home: newHome(), checkpoints, key: publicKey })).toMatchObject({ agreeing: 3, findings: [] });
  await expect(verifyJournal({ home: newHome(), checkpoints })).rejects.toThrow('cannot be held against a key');
  await expect(verifyJournal({ home, checkpoints: '/nowhere' })).rejects.toThrow('/nowhere is not there');
});

test('a rotated key signs on, and what the keys of before signed still verifies, here and elsewhere', async () => {
  const { key, checkpoints, publicKey } = journalFiles(home);
  const old = readFileSync(key, 'utf8');
  for (const n of [30, 40]) await rotateJournalKey(db, { home, now: start + n * hourMs, by: 'command line' });
  const report = await verifyJournal({ home });
  expect(report).toMatchObject({ agreeing: 7, findings: [] });
  expect(report.checkpoints.keys).toHaveLength(3);
  expect(await verifyJournal({ home: newHome(), checkpoints, key: publicKey })).toMatchObject({ agreeing: 7, findings: [] });
  expect(statSync(key).mode & 0o777).toBe(0o600);
  expect(readFileSync(key, 'utf8')).not.toBe(old);
  const { rows } = await db.pool.query(`select before, after from journal where action = 'key.rotate' order by seq`);
  expect(rows).toEqual([
    { before: expect.stringMatching(/^\{"key":"[0-9a-f]{16}"\}$/), after: rows[1]?.before },
    { before: rows[0]?.after, after: `{"key":"${report.checkpoints.keys[0]}"}` },
  ]);
});

test('more changed rows than anybody wants to read are one finding', async () => {
  await evil(`update journal set actor_name = 'Eve' where seq <= 12`);
  expect(await told()).toEqual(['row-changed 1-12']);
});
