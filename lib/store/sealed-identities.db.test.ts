import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, test } from 'vitest';
import { database } from '../db.ts';
import { testDatabase } from '../testing/database.ts';
import { journal, recordJournal } from './journal.ts';
import { demandIdentity, openIdentity, saveSealedIdentities } from './sealed-identities.ts';
import { transaction } from './transaction.ts';

const { pool, webUrl, workerUrl } = await testDatabase();
const [web, worker] = [database(webUrl), database(workerUrl)];
const at = new Date('2026-05-01T10:00:00Z');
// Each test's own: rows of the journal stay.
let [ada, bo] = ['', ''];

const entry = (pseudonym: string, other: object = {}) => ({
  at: at.getTime(),
  actor: { kind: 'person' as const, id: 'p', name: 'Pia' },
  action: 'person.reveal' as const,
  subject: { kind: 'pseudonym', id: pseudonym },
  reason: 'a complaint',
  ip: null,
  userAgent: null,
  ...other,
});
const save = (rows: { pseudonym: string; sealed: string }[], mark = '1.') =>
  transaction(worker, (client) => saveSealedIdentities(client, rows, { mark, at }));

beforeEach(async () => {
  [ada, bo] = [randomUUID(), randomUUID()];
  await save([
    { pseudonym: ada, sealed: '1.ada' },
    { pseudonym: bo, sealed: '1.bo' },
  ]);
});

describe('web', () => {
  test('sees that an identity is kept, and neither the sealed one nor a way to write it', async () => {
    await transaction(web, (client) => demandIdentity(client, ada));
    await expect(transaction(web, (client) => demandIdentity(client, 'nobody'))).rejects.toMatchObject({ code: 'not_found' });
    for (const text of [
      'select sealed from sealed_identity',
      'select * from sealed_identity',
      'update sealed_identity set told_by = 0',
      `insert into sealed_identity values ('x', 'x', now(), 0)`,
    ]) {
      await expect(web.pool.query(text), text).rejects.toThrow('permission denied');
    }
  });

  test('opens one for a row of the journal, once a row', async () => {
    const before = await pool.query('select 1 from journal');
    await expect(openIdentity(web, ada)).rejects.toThrow('no row of the journal');
    await journal(web, entry(ada));
    expect(await openIdentity(web, ada)).toEqual({ sealed: '1.ada' });
    await expect(openIdentity(web, ada)).rejects.toThrow('no row of the journal');
    await Promise.all([journal(web, entry(ada)), journal(web, entry(ada))]);
    expect(await Promise.all([openIdentity(web, ada), openIdentity(web, ada)])).toEqual([
      { sealed: '1.ada' },
      { sealed: '1.ada' },
    ]);
    await expect(openIdentity(web, ada)).rejects.toThrow('no row of the journal');
    expect((await pool.query('select 1 from journal')).rows.length).toBe(before.rows.length + 3);
  });

  test.each([
    ['another pseudonym’s', { subject: { kind: 'pseudonym', id: 'another' } }],
    ['another act’s', { action: 'person.view' as const }],
    ['a denied one', { result: 'denied' as const }],
    ['one without a reason', { reason: undefined }],
    ['one of no person', { actor: { kind: 'token' as const, id: 't', name: 'T' } }],
  ])('does not open it for a row that is %s', async (_, other) => {
    await journal(web, entry(ada, other));
    await expect(openIdentity(web, ada)).rejects.toThrow('no row of the journal');
  });

  test('does not open it in the transaction that writes the row, which could be taken back', async () => {
    const trick = transaction(web, async (client) => {
      await client.query('savepoint s');
      await recordJournal(client, entry(ada));
      await client.query('release savepoint s');
      return client.query('select open_identity($1)', [ada]);
    });
    await expect(trick).rejects.toThrow('committed before it is read');
  });
});

test('a name behind a pseudonym is given out for such a row alone, too', async () => {
  const zed = 'Person 0000-ZZZZ';
  await pool.query(`insert into person_name (name, pseudonym) values ('zed', $1)`, [zed]);
  await transaction(web, (client) => demandIdentity(client, zed));
  await expect(openIdentity(web, zed)).rejects.toThrow('no row of the journal');
  await journal(web, entry(zed));
  expect(await openIdentity(web, zed)).toEqual({ name: 'zed' });
  await expect(openIdentity(web, zed)).rejects.toThrow('no row of the journal');
  await expect(web.pool.query('select told_by from person_name')).rejects.toThrow('permission denied');
});

test('the worker cannot open one either', async () => {
  await expect(worker.pool.query('select open_identity($1)', [ada])).rejects.toThrow('permission denied');
});

test('an identity seen again is sealed anew once the key is another', async () => {
  const sealed = async () => (await pool.query('select sealed from sealed_identity where pseudonym = $1', [ada])).rows[0]?.sealed;
  await save([{ pseudonym: ada, sealed: '1.again' }]);
  expect(await sealed()).toBe('1.ada');
  await save([{ pseudonym: ada, sealed: '2.anew' }], '2.');
  expect(await sealed()).toBe('2.anew');
});
