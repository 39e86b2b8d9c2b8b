import { beforeAll, describe, expect, test } from 'vitest';
import { systemScope, teamsScope } from '#lib/auth/scope.ts';
import { journal } from '#lib/store/journal.ts';
import { testDatabase } from '#lib/testing/database.ts';
import { hourMs, minuteMs } from '#lib/time.ts';
import { exportTable } from './exports.ts';
import { countJournal, listJournal } from './journal.ts';
import { parseJournalFilter } from './journal-filter.ts';

const db = await testDatabase();
const all = systemScope();
const now = Date.parse('2026-11-19T07:42:00Z');
const window = { from: now - hourMs, to: now };
const ada = { kind: 'person', id: 'p1', name: 'Ada' } as const;
const nobody = { kind: 'nobody', id: null, name: 'eve@example.com' } as const;

beforeAll(async () => {
  process.env.DATABASE_URL = db.url;
  await journal(db, { at: now - 2 * hourMs, actor: ada, action: 'session.sign-in' });
  await journal(db, {
    at: now - 30 * minuteMs,
    actor: nobody,
    action: 'session.sign-in-failed',
    result: 'failed',
    ip: '203.0.113.9',
  });
  await journal(db, {
    at: now - 20 * minuteMs,
    actor: ada,
    action: 'person.role',
    subject: { kind: 'person', id: 'p2', name: '100%_real' },
    teams: ['search'],
    before: { role: 'member' },
    after: { role: 'auditor' },
  });
  await journal(db, { at: now - 10 * minuteMs, actor: ada, action: 'export.table', subject: { kind: 'table', id: 'audit' } });
  await journal(db, { at: now, actor: nobody, action: 'access.denied', result: 'denied', teams: ['fraud', 'search'] });
});

const seqs = async (search: Record<string, string | string[]>, scope = all): Promise<number[]> => {
  const ask = { ...window, filter: parseJournalFilter(search) };
  const { rows } = await listJournal(scope, { ...ask, limit: 10, cursor: null });
  expect((await countJournal(scope, ask)).total).toBe(rows.length);
  return rows.map(({ seq }) => seq);
};

describe('filters', () => {
  test.each([
    [{}, [5, 4, 3, 2]],
    [{ result: ['denied', 'failed'] }, [5, 2]],
    [{ who: 'Ada', action: 'export.table' }, [4]],
    [{ kind: 'nothing' }, [5, 2]],
    [{ on: '%_' }, [3]],
    [{ on: ['p2', 'aud'] }, [4, 3]],
    [{ action: "' or 1=1 --" }, []],
    [{ on: '\u0000' }, [5, 4, 3, 2]],
    [{ unknown: 'x' }, [5, 4, 3, 2]],
  ])('%j', async (search, expected) => {
    expect(await seqs(search)).toEqual(expected);
  });

  test('a filter does not narrow its own list', async () => {
    const { fields } = await countJournal(all, { ...window, filter: parseJournalFilter({ result: 'denied' }) });
    expect(fields.result.map(({ value }) => value).toSorted()).toEqual(['denied', 'failed', 'ok']);
    expect(fields.who).toEqual([{ value: 'eve@example.com', count: 1 }]);
  });
});

test('a scope of teams sees what is about them, and nothing that is about none', async () => {
  expect(await seqs({}, teamsScope(['fraud']))).toEqual([5]);
});

test('pages follow each other without a gap, and a cursor that is none is the first page', async () => {
  const ask = { from: 0, to: now, filter: parseJournalFilter({}), limit: 2 };
  const seen: number[] = [];
  for (let cursor: string | null = 'x'; cursor !== null; ) {
    const page: Awaited<ReturnType<typeof listJournal>> = await listJournal(all, { ...ask, cursor });
    seen.push(...page.rows.map(({ seq }) => seq));
    cursor = page.next;
  }
  expect(seen).toEqual([5, 4, 3, 2, 1]);
});

test('an export carries what proves its rows, and is of all teams only', async () => {
  const ask = { team: 'all', now, asOf: null, ...window, search: { action: 'person.role' } };
  const [row] = await exportTable('journal')(all, ask);
  expect(row).toMatchObject({
    row: 3,
    title: 'Changed a role',
    before: '{"role":"member"}',
    hash: expect.stringMatching(/^\w{64}$/),
  });
  await expect(exportTable('journal')(all, { ...ask, team: 'search' })).rejects.toMatchObject({ code: 'not_found' });
});
