import { beforeEach, expect, test } from 'vitest';
import type { RoleId } from '#lib/catalog/roles.ts';
import { database as open } from '#lib/db.ts';
import { testDatabase } from '#lib/testing/database.ts';
import { savePerson } from './people.ts';
import { endAllSessions, setAccess, setDisabled } from './person-changes.ts';
import { transaction } from './transaction.ts';

const { pool, webUrl } = await testDatabase();
const web = open(webUrl);

const add = async (id: string, role: RoleId, teams: string[] = []) => {
  await transaction({ pool }, (client) =>
    savePerson(client, { id, name: id.toUpperCase(), email: `${id}@x.example`, role, teams }),
  );
  for (const n of [1, 2])
    await pool.query(
      `insert into session (id, token_hash, person_id, expires_at) values ($1 || $2, $1 || $2, $1, now() + interval '1 day')`,
      [id, n],
    );
};
const access = (by: string, id: string, role: RoleId, teams: string[] = []) =>
  transaction(web, (client) => setAccess(client, { by, id, role, teams }));
const disable = (by: string, id: string, isDisabled = true) =>
  transaction(web, (client) => setDisabled(client, { by, id, isDisabled }));
const sessions = async (id: string) => (await pool.query('select from session where person_id = $1', [id])).rowCount;
const administrators = async () =>
  (await pool.query(`select id from person where role = 'administrator' and disabled_at is null and id not like 'demo:%'`))
    .rowCount;

beforeEach(async () => {
  await pool.query('truncate person, invitation, session cascade');
  await add('ann', 'administrator');
  await add('mia', 'member', ['search']);
});

test('a change of role or teams tells before and after, and ends every session of the person', async () => {
  const { ended, deeds } = await access('ann', 'mia', 'operator', ['vision', 'search', 'vision']);
  expect(ended).toBe(2);
  expect(deeds).toEqual([
    {
      action: 'person.role',
      subject: { kind: 'person', id: 'mia', name: 'MIA' },
      before: { role: 'member' },
      after: { role: 'operator' },
    },
    expect.objectContaining({ action: 'person.teams', before: { teams: ['search'] }, after: { teams: ['search', 'vision'] } }),
  ]);
  expect([await sessions('mia'), await sessions('ann')]).toEqual([0, 2]);
});

test('people of the demo change guests of the demo alone', async () => {
  await add('demo:ada', 'administrator');
  await add('demo:guest-1', 'member');
  for (const act of [
    () => access('demo:ada', 'mia', 'administrator'),
    () => disable('demo:ada', 'ann'),
    () => transaction(web, (client) => endAllSessions(client, { by: 'demo:ada', id: 'ann' })),
  ])
    await expect(act()).rejects.toMatchObject({ code: 'conflict', message: expect.stringContaining('guests of the demo alone') });
  expect((await access('demo:ada', 'demo:guest-1', 'operator')).ended).toBe(2);
  expect((await access('ann', 'demo:guest-1', 'member')).ended, 'who is here for good may').toBe(0);
});

test('what is so already changes nothing, and ends nothing', async () => {
  expect(await access('ann', 'mia', 'member', ['search'])).toEqual({ ended: 0, deeds: [] });
  expect(await sessions('mia')).toBe(2);
});

test('a person without teams keeps none: an empty scope, not all', async () => {
  await access('ann', 'mia', 'member', []);
  expect((await pool.query(`select from membership where person_id = 'mia'`)).rowCount).toBe(0);
});

test.each([
  ['lowered', () => access('ann', 'ann', 'operator')],
  ['disabled', () => disable('ann', 'ann')],
])('the last active administrator is not %s', async (_, act) => {
  await add('demo:ada', 'administrator');
  await add('off', 'administrator');
  await disable('ann', 'off');
  await expect(act()).rejects.toMatchObject({ code: 'conflict', message: expect.stringContaining('last active administrator') });
  expect([await administrators(), await sessions('ann')]).toEqual([1, 2]);
});

test.each([
  ['lower', (by: string, id: string) => access(by, id, 'member')],
  ['disable', (by: string, id: string) => disable(by, id)],
])('of two administrators who %s each other at once, one stays', async (_, act) => {
  for (let round = 0; round < 10; round += 1) {
    await pool.query('truncate person, invitation, session cascade');
    await add('ann', 'administrator');
    await add('bob', 'administrator');
    const outcomes = await Promise.allSettled([act('ann', 'bob'), act('bob', 'ann')]);
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await administrators()).toBe(1);
  }
});

test('of two administrators who both step down at once, one stays', async () => {
  await add('bob', 'administrator');
  const outcomes = await Promise.allSettled([access('ann', 'ann', 'member'), access('bob', 'bob', 'member')]);
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  expect(await administrators()).toBe(1);
});

test('who was lowered a moment ago changes nobody, though others are left', async () => {
  await add('bob', 'administrator');
  await add('cat', 'administrator');
  await access('ann', 'bob', 'member');
  await expect(access('bob', 'cat', 'member')).rejects.toMatchObject({ code: 'denied' });
  await expect(access('mia', 'cat', 'member')).rejects.toMatchObject({ code: 'denied' });
});

test('disabling ends sessions and withdraws waiting links; enabling lets in again', async () => {
  await pool.query(
    `insert into invitation (id, token_hash, purpose, teams, person_id, expires_at) values ('i', 'i', 'reset', '{}', 'mia', now() + interval '1 day')`,
  );
  const { deeds } = await disable('ann', 'mia');
  expect(deeds).toEqual([
    {
      action: 'person.disable',
      subject: { kind: 'person', id: 'mia', name: 'MIA' },
      before: { disabled: false },
      after: { disabled: true },
    },
  ]);
  expect([await sessions('mia'), (await pool.query('select from invitation')).rowCount]).toEqual([0, 0]);
  expect((await disable('ann', 'mia')).deeds).toEqual([]);
  expect((await disable('ann', 'mia', false)).deeds[0]?.action).toBe('person.enable');
});

test('sessions are ended on request, and told', async () => {
  const { ended, deeds } = await transaction(web, (client) => endAllSessions(client, { by: 'ann', id: 'mia' }));
  expect([ended, deeds[0]?.after]).toEqual([2, { sessionsEnded: 2 }]);
});

test('nobody of the demo is changed, and nobody who is not here', async () => {
  await add('demo:omar', 'operator');
  await expect(access('ann', 'demo:omar', 'member')).rejects.toMatchObject({ code: 'conflict' });
  await expect(disable('ann', 'nobody')).rejects.toMatchObject({ code: 'not_found' });
});
