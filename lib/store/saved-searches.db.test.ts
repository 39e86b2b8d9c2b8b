import { expect, test } from 'vitest';
import { testDatabase } from '#lib/testing/database.ts';
import { dropSearch, keepSearch, type NewSearch } from './saved-searches.ts';
import { transaction } from './transaction.ts';

const db = await testDatabase();
const at = Date.parse('2026-11-19T07:00:00Z');
const keep = (more: Partial<NewSearch> = {}) =>
  transaction(db, (client) =>
    keepSearch(client, { team: 'search', name: 'refusals', query: 'result=denied', by: { id: 'p', name: 'Ada' }, at, ...more }),
  );
const drop = (id: string, by: string | null) => transaction(db, (client) => dropSearch(client, id, by));

test('a name is one search of its team’s, and free again once that is deleted', async () => {
  const id = await keep();
  await expect(keep()).rejects.toMatchObject({ code: 'conflict' });
  await keep({ team: 'vision' });
  expect(await drop(id, 'p')).toEqual({ team: 'search', name: 'refusals', query: 'result=denied' });
  await keep();
});

test('nobody deletes another’s but who may delete anybody’s, and nothing twice', async () => {
  const id = await keep({ name: 'mine' });
  await expect(drop(id, 'other')).rejects.toMatchObject({ code: 'not_found' });
  await drop(id, null);
  await expect(drop(id, null)).rejects.toMatchObject({ code: 'not_found' });
});

test('a team keeps two hundred, however many are sent at once', async () => {
  const sent = await Promise.allSettled(Array.from({ length: 205 }, (_, index) => keep({ team: 'many', name: `${index}` })));
  expect(sent.filter(({ status }) => status === 'fulfilled')).toHaveLength(200);
  await keep({ team: 'few' });
});
