import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parseRecord } from '../audit/record.ts';
import { wordsOf } from '../store/audit-words.ts';
import { testDatabase } from '../testing/database.ts';

const db = await testDatabase();
const { pool } = db;
const folder = join(import.meta.dirname, '../../prisma/migrations');
const names = readdirSync(folder, { withFileTypes: true })
  .filter((one) => one.isDirectory())
  .map(({ name }) => name)
  .toSorted();
const sqlOf = (name: string) => readFileSync(join(folder, name, 'migration.sql'), 'utf8');

const agents = ['aws-cli/2.22.7 md/Botocore#1.35 ua/2.0 os/linux', 'say "hallo" \\ to/Ünïcode\u0007'];

const eventFrom = (userAgent: string) => {
  const parsed = parseRecord(
    JSON.stringify({
      ...{ eventID: 'e', eventTime: '2026-11-01T00:00:00Z', eventName: 'ListModels', eventSource: 'sagemaker.amazonaws.com' },
      ...{ recipientAccountId: '111122223333', sourceIPAddress: '20.0.0.1', userAgent },
    }),
  );
  if (!parsed.ok) throw new Error(parsed.reason);
  return parsed.event;
};

test('user agents become words under the ids that savers look for, and remembered versions keep what they say', async () => {
  await pool.query('drop schema public cascade; create schema public');
  for (const name of names.filter((one) => one < '20261130090000')) await pool.query(sqlOf(name));
  await pool.query(
    `insert into audit_origin (digest, source_ip, user_agent) select row_number() over (), '20.0.0.' || row_number() over (), a from unnest($1::text[]) a`,
    [[...agents, agents[0], null]],
  );
  await pool.query(`insert into guarded (account, event_id, at, lineage, guards) values
    ('000000000012', '00000000-0000-4000-8000-000000000001', '2026-11-01', 'eu-west-1 modelName fraud-*', '{vpc,isolation}'),
    ('000000000012', 'odd', '2026-11-02', 'eu-west-1 modelName fraud-*', '{}')`);
  for (const name of names.filter((one) => one >= '20261130090000')) await pool.query(sqlOf(name));

  const { rows: origins } = await pool.query(
    'select g.text from audit_origin o left join audit_agent g on g.id = o.agent order by o.source_ip',
  );
  expect(origins.map(({ text }) => text)).toEqual([...agents, agents[0], null]);
  await wordsOf(db, agents.map(eventFrom));
  const { rows: words } = await pool.query('select count(*)::int as n from audit_agent');
  expect(words, 'no agent twice').toEqual([{ n: agents.length }]);

  const { rows: versions } = await pool.query(
    `select lpad(account::text, 12, '0') as account, event_id = audit_key('odd') as odd, guards, count(*) over (partition by lineage)::int as alike
     from guarded order by at`,
  );
  expect(versions).toEqual([
    { account: '000000000012', odd: false, guards: 5, alike: 2 },
    { account: '000000000012', odd: true, guards: 0, alike: 2 },
  ]);
});
