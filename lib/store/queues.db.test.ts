import type { PgBoss } from 'pg-boss';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { database } from '../db.ts';
import { testDatabase } from '../testing/database.ts';
import { openQueues } from './queues.ts';

const { webUrl, workerUrl } = await testDatabase();
const { pool: asWeb } = database(webUrl);
const opened: PgBoss[] = [];

const open = async (url: string, isWorker: boolean): Promise<PgBoss> => {
  const boss = await openQueues(url, { isWorker });
  opened.push(boss);
  return boss;
};

beforeAll(async () => {
  // As an older version granted it: what goes beyond is taken back.
  const { pool } = database(workerUrl);
  await open(workerUrl, true);
  await pool.query('grant all on all tables in schema pgboss to test_web');
  await open(workerUrl, true);
}, 60_000);
afterAll(() => Promise.all(opened.map((boss) => boss.stop({ graceful: false }))));

test('web may ask a worker, and take the question back', async () => {
  const web = await open(webUrl, false);
  const id = await web.send('demand', { type: 'logs' });
  expect(id).toEqual(expect.any(String));
  await web.cancel('demand', id ?? '');
  const { rows } = await asWeb.query('select state from pgboss.job_common where id = $1', [id]);
  expect(rows).toEqual([{ state: 'cancelled' }]);
});

test('web sees, and takes back, no job but a demand, and puts back none', async () => {
  const web = await open(webUrl, false);
  const [worker] = opened;
  const unit = await worker?.send('unit', { secret: 'theirs' });
  const demand = await web.send('demand', { type: 'logs' });
  const { rows } = await asWeb.query<{ name: string }>('select distinct name from pgboss.job_common');
  expect(rows).toEqual([{ name: 'demand' }]);
  await web.cancel('unit', unit ?? '');
  const stands = await database(workerUrl).pool.query('select state from pgboss.job where id = $1', [unit]);
  expect(stands.rows).toEqual([{ state: 'created' }]);
  await expect(asWeb.query(`update pgboss.job_common set state = 'completed' where id = $1`, [demand])).rejects.toMatchObject({
    code: '42501',
  });
});

test.each([
  `insert into pgboss.bam (name, version, status, table_name, command) values ('x', 1, 'pending', 'job', 'delete from event')`,
  `update pgboss.queue set table_name = 'job_common; delete from event; --'`,
  `update pgboss.version set version = 1`,
  `update pgboss.job_common set data = '{}'`,
  `select data from pgboss.job_common`,
  `select output from pgboss.job_common`,
  `select state from pgboss.job`,
  `insert into pgboss.job (name, data) values ('demand', '{}')`,
  `insert into pgboss.job_common (name, data) values ('unit', '{}')`,
  `insert into pgboss.job_common (name, data) values ('collect', '{}')`,
  `insert into pgboss.job_common (name, data, dead_letter) values ('demand', '{}', 'unit')`,
  `insert into pgboss.job_common (name, data, state) values ('demand', '{}', 'failed')`,
  `delete from pgboss.job_common`,
  `insert into pgboss.schedule (name, cron) values ('collect', '* * * * *')`,
])('web cannot have the worker run what it wrote: %s', async (text) => {
  await expect(asWeb.query(text)).rejects.toMatchObject({ code: '42501' });
});
