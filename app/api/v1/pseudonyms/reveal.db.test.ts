import { createHash } from 'node:crypto';
import { beforeEach, expect, test, vi } from 'vitest';
import { handOutSealingKey } from '#lib/auth/publish-sealing-key.ts';
import { openSealer } from '#lib/collect/sealer.ts';
import { parseWorkerLine } from '#lib/collect/worker-activity.ts';
import { database } from '#lib/db.ts';
import { saveSealedIdentities } from '#lib/store/sealed-identities.ts';
import { transaction } from '#lib/store/transaction.ts';
import { testDatabase } from '#lib/testing/database.ts';
import { POST } from './[pseudonym]/reveal/route.ts';

const opened = await testDatabase();
const { pool, webUrl, workerUrl } = opened;
vi.stubEnv('DATABASE_URL', webUrl);
vi.stubEnv('TRAILWATCH_SECRETS', `1:${'s'.repeat(43)}`);
const { apiRequest, makePerson, sessionFor } = await import('#lib/testing/callers.ts');
const headers = await sessionFor(opened, await makePerson(opened, 'auditor'));

const line = {
  worker_id: 'worker-of-flesh',
  cognito_user_pool_id: 'eu-west-1_pool',
  cognito_sub_id: 'sub-of-flesh',
  labeling_job_arn: 'arn:aws:sagemaker:us-east-1:1:labeling-job/cats-1',
  event_type: 'TasksSubmitted',
};
const parsed = parseWorkerLine({ id: '1', at: 5, message: JSON.stringify(line) }, ['key']);
if (!parsed.ok) throw new Error(parsed.reason);
const { worker } = parsed.event;

beforeEach(async () => {
  await handOutSealingKey(database(webUrl), process.env);
  const sealer = await openSealer(database(workerUrl));
  if (!sealer) throw new Error('no secrets');
  await transaction(database(workerUrl), (client) =>
    saveSealedIdentities(client, sealer.sealAll(new Map([[worker, parsed.identity]])), { mark: sealer.mark, at: new Date() }),
  );
});

const reveal = (pseudonym: string, reason: string) =>
  POST(apiRequest(`/api/v1/pseudonyms/${pseudonym}/reveal`, { method: 'POST', headers, body: { reason } }), {
    params: Promise.resolve({ pseudonym }),
  });
const rows = async () => (await pool.query<Record<string, unknown>>('select * from journal order by seq')).rows;

test('what a worker’s log line said is told for a reason, which the journal keeps without the name', async () => {
  const answer = await reveal(worker, 'a complaint of 12 May');
  expect([answer.status, await answer.json()]).toEqual([
    200,
    { pseudonym: worker, identity: { workerId: 'worker-of-flesh', userPool: 'eu-west-1_pool', sub: 'sub-of-flesh' } },
  ]);
  const told = await rows();
  expect(told.at(-1)).toMatchObject({
    action: 'person.reveal',
    actor_name: 'A auditor',
    subject_kind: 'pseudonym',
    subject_id: worker,
    reason: 'a complaint of 12 May',
  });
  expect(JSON.stringify(told)).not.toContain('flesh');
});

test('nothing that is stored holds the identity readably', async () => {
  const { rows: kept } = await pool.query('select t::text as text from sealed_identity t');
  expect(kept.length).toBe(1);
  expect(JSON.stringify(kept)).not.toMatch(/flesh|pool/);
  expect(JSON.stringify(kept)).not.toContain(createHash('sha256').update('worker-of-flesh').digest('hex').slice(0, 16));
});

test.each([
  ['an unknown pseudonym', '0'.repeat(16), 'a complaint', 404],
  ['a short reason', worker, ' x ', 400],
  ['a reason that nobody can see', worker, '\u200b\u2060\ufeff\u200b', 400],
  ['a long reason', worker, 'x'.repeat(501), 400],
  ['what is no pseudonym', 'ada', 'a complaint', 404],
])('%s is refused, and nothing is journalled as revealed', async (_, pseudonym, reason, status) => {
  const before = (await rows()).length;
  expect((await reveal(pseudonym, reason)).status).toBe(status);
  expect((await rows()).length).toBe(before);
});
