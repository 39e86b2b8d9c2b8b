import { beforeEach, describe, expect, test, vi } from 'vitest';
import { noFilter } from '#lib/audit/filter.ts';
import { systemScope } from '#lib/auth/scope.ts';
import { forgetWords } from '#lib/store/audit-words.ts';
import { testDatabase } from '#lib/testing/database.ts';
import { forgetEvents, seedEvents } from '#lib/testing/seed-events.ts';
import { place } from '#lib/testing/seed-fleet.ts';

const { pool, webUrl } = await testDatabase();
vi.stubEnv('DATABASE_URL', webUrl);
const { judgeWho, listPersonNames, withoutOthers } = await import('./person-names.ts');
const all = systemScope();

type By = { who: string; type: string | null; through?: string | null };
let made = 0;
const seed = ({ who, type, through = null }: By) =>
  seedEvents({ pool }, [{ ...place, eventId: `e-${made++}`, at: new Date(), userType: type, who, through }]);

beforeEach(async () => {
  await forgetEvents(pool);
  await pool.query('select sweep_audit_words(); truncate person_name');
  forgetWords({ pool });
});

describe('a person is', () => {
  test.each<[string, By, boolean]>([
    ['a user of IAM', { who: 'ada', type: 'IAMUser' }, true],
    ['a user of Identity Center', { who: 'ada', type: 'AssumedRole', through: 'SSO Admin' }, true],
    ['a session with a chosen name', { who: 'data-eng-2', type: 'AssumedRole', through: 'ci-deploy' }, true],
    ['an e-mail address, whatever the type', { who: 'ada@example.com', type: null }, true],
    ['not the root', { who: 'root', type: 'Root' }, false],
    ['not a service', { who: 'sagemaker.amazonaws.com', type: 'AWSService' }, false],
    ['not an account', { who: 'account 111122223333', type: 'AWSAccount' }, false],
    ['not a role without a session', { who: 'ci-deploy', type: 'Role', through: 'ci-deploy' }, false],
    ['not a service’s session', { who: 'SageMaker', type: 'AssumedRole', through: 'SageMakerTraining' }, false],
    ['not a session of a service-linked role', { who: 'x', type: 'AssumedRole', through: 'AWSServiceRoleForX' }, false],
    ['not an instance', { who: 'i-0abcdef1234567890', type: 'AssumedRole', through: 'web' }, false],
    ['not an SDK’s session', { who: 'botocore-session-1700000000', type: 'AssumedRole', through: 'web' }, false],
    ['not nobody', { who: 'unknown', type: null }, false],
  ])('%s', async (_, by, isPerson) => {
    await seed(by);
    expect((await listPersonNames(all, [by.who])).map(({ name }) => name)).toEqual(isPerson ? [by.who] : []);
  });
});

test('a pseudonym is made once, looks like nobody else’s, and is asked for like the name', async () => {
  await Promise.all(Array.from({ length: 20 }, (_, index) => seed({ who: `p${index % 10}`, type: 'IAMUser' })));
  const { rows } = await pool.query<{ name: string; pseudonym: string }>('select name, pseudonym from person_name order by name');
  expect(rows.map(({ name }) => name)).toEqual(Array.from({ length: 10 }, (_, index) => `p${index}`));
  expect(new Set(rows.map(({ pseudonym }) => pseudonym)).size).toBe(10);
  for (const { name, pseudonym } of rows) {
    expect(pseudonym).toMatch(/^Person [0-9A-Z]{4}-[0-9A-Z]{4}$/);
    expect(await listPersonNames(all, [pseudonym])).toEqual([{ asked: pseudonym, name, pseudonym }]);
  }
});

describe('who may ask for a person’s events', () => {
  const filter = (who: string[], text: string[] = []) => ({ ...noFilter, values: { who }, text });
  const judge = (who: string[], mayLook: boolean, text: string[] = []) =>
    judgeWho(all, filter(who, text), { mayLook, email: 'mia@example.com' });

  beforeEach(async () => {
    for (const who of ['ada', 'mia@example.com']) await seed({ who, type: 'IAMUser' });
    await seed({ who: 'sagemaker.amazonaws.com', type: 'AWSService' });
  });

  test.each<[string, string[], boolean]>([
    ['another person', ['ada'], true],
    ['oneself', ['mia@example.com'], false],
    ['oneself and another', ['mia@example.com', 'ada'], true],
    ['a service', ['sagemaker.amazonaws.com'], false],
    ['nobody who is known', ['somebody'], false],
    ['nobody', [], false],
  ])('not everybody: %s', async (_, who, isDenied) => expect(await judge(who, false)).toMatchObject({ isDenied }));

  test('who may, leaves a look at each person but oneself, also where the name is the text', async () => {
    expect(await judge(['ada', 'mia@example.com', 'sagemaker.amazonaws.com'], true)).toEqual({
      whom: 'everybody',
      isDenied: false,
      looks: ['ada'],
    });
    expect((await judge([], true, ['ada', 'endpoint'])).looks).toEqual(['ada']);
  });

  test('others are left out of what is offered', async () => {
    const words = ['ada', 'mia@example.com', 'sagemaker.amazonaws.com'];
    expect([...(await withoutOthers(all, words, { own: 'Mia@example.com' }))]).toEqual(words.slice(1));
    expect([...(await withoutOthers(all, words, { own: '' }))]).toEqual(words.slice(2));
    expect([...(await withoutOthers(all, words, 'everybody'))]).toEqual(words);
  });
});
