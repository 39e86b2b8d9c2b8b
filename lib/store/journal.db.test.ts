import { Client, type PoolClient } from 'pg';
import { beforeAll, describe, expect, test } from 'vitest';
import { systemScope } from '#lib/auth/scope.ts';
import type { JournalRow } from '#lib/journal/row.ts';
import { verifyChain } from '#lib/journal/verify.ts';
import { journalRows } from '#lib/queries/journal-rows.ts';
import { testDatabase } from '#lib/testing/database.ts';
import { journal, recordJournal } from './journal.ts';
import { transaction } from './transaction.ts';

const db = await testDatabase();
beforeAll(() => {
  process.env.DATABASE_URL = db.url;
});

const at = Date.parse('2026-11-19T07:42:00.123Z');
const ada = { kind: 'person', id: 'p1', name: 'Ada' } as const;
const signIn = { at, actor: ada, action: 'session.sign-in' } as const;

const rows = async () => {
  const list: JournalRow[] = [];
  for await (const row of journalRows(systemScope())) list.push(row);
  return list;
};
const verified = () => verifyChain(journalRows(systemScope()), []);

test('an entry reads back as it was hashed, hostile text included', async () => {
  const hostile = `a\u0000b\ud800c '"\\ ${'x'.repeat(300)}`;
  await journal(db, {
    ...signIn,
    action: 'person.role',
    subject: { kind: 'person', id: hostile, name: hostile },
    teams: ['search', 'a "b", {c}'],
    before: { role: 'member', nested: { __proto__: 1, big: 10n, when: new Date(at), n: 1e300, zero: -0 } },
    after: { role: hostile, much: 'x'.repeat(10_000_000) },
    reason: hostile,
    userAgent: 'x'.repeat(10_000_000),
  });
  const [row] = await rows();
  expect(row).toMatchObject({ seq: 1, at, actorName: 'Ada', result: 'ok', teams: ['search', 'a "b", {c}'], ip: null });
  expect(row?.userAgent).toHaveLength(256);
  expect(row?.userAgent?.endsWith('…')).toBe(true);
  expect(row?.after?.length).toBeLessThan(6000);
  expect(await verified()).toMatchObject({ count: 1, findings: [] });
});

test('a detail of many texts is cut with a mark', async () => {
  await journal(db, { ...signIn, after: { list: Array.from({ length: 900 }, () => 'y'.repeat(4000)) } });
  expect((await rows()).at(-1)?.after).toMatch(/^\{"cut":"\d+ characters; only the first 4096 were kept"/);
});

test('fifty writers at once make one chain', async () => {
  const before = (await rows()).length;
  await Promise.all(Array.from({ length: 50 }, (_, n) => journal(db, { ...signIn, requestId: `r${n}` })));
  expect(await verified()).toMatchObject({ count: before + 50, findings: [] });
});

test('a table of the same name that a connection was left with takes no row', async () => {
  const client = new Client({ connectionString: db.webUrl });
  await client.connect();
  await client.query('create temp table journal (like public.journal)');
  const before = (await rows()).length;
  await client.query('begin');
  await recordJournal(client as unknown as PoolClient, signIn);
  await client.query('commit');
  await client.end();
  expect(await rows()).toHaveLength(before + 1);
});

test('what is rolled back leaves no gap', async () => {
  const before = (await rows()).length;
  const failing = transaction(db, async (client) => {
    await recordJournal(client, signIn);
    throw new Error('no');
  });
  await Promise.all([expect(failing).rejects.toThrow('no'), journal(db, signIn)]);
  expect(await verified()).toMatchObject({ count: before + 1, findings: [] });
});

describe('the table refuses', () => {
  const made = (seq: string, prev: string) =>
    `insert into journal (seq, at, actor_kind, actor_name, action, result, prev_hash, hash)
     select ${seq}, at, 'nobody', 'x', 'x', 'ok', ${prev}, repeat('a', 64) from journal order by seq desc limit 1`;
  test.each([
    ['an update', `update journal set reason = 'x' where seq = 1`, 'append-only: UPDATE'],
    ['a deletion', 'delete from journal where seq = 1', 'append-only: DELETE'],
    [
      'an upsert',
      `insert into journal select * from journal where seq = 1 on conflict (seq) do update set reason = 'x'`,
      'does not follow',
    ],
    ['truncation', 'truncate journal', 'append-only: TRUNCATE'],
    ['a gap', made('seq + 2', 'hash'), 'does not follow'],
    ['a place that is taken', made('seq', 'hash'), 'does not follow'],
    ['a fork', made('seq + 1', 'prev_hash'), 'does not follow'],
    ['no previous hash', made('seq + 1', 'null'), 'does not follow'],
    ['no place', made('null', 'hash'), 'does not follow'],
  ])('%s', async (_, sql, words) => {
    await expect(db.pool.query(sql)).rejects.toThrow(words);
  });
});
