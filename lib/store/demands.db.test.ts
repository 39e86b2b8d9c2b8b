import { afterAll, beforeAll, expect, test } from 'vitest';
import { database } from '../db.ts';
import { testDatabase } from '../testing/database.ts';
import { type AskedDemand, demand } from './demands.ts';
import { openQueues } from './queues.ts';
import { saveReply } from './replies.ts';

const { webUrl, workerUrl } = await testDatabase();
const web = database(webUrl);
const worker = database(workerUrl);
const logs = { type: 'logs', account: '444455556666', region: 'us-east-1', group: '/g', from: 0, to: 1 } as const;
type AskedLogs = AskedDemand & { type: 'logs' };
const seen: { jobId: string; asked: AskedLogs }[] = [];
let boss: Awaited<ReturnType<typeof openQueues>>;

beforeAll(async () => {
  boss = await openQueues(workerUrl, { isWorker: true });
  await boss.work<AskedLogs>('demand', { pollingIntervalSeconds: 0.5, notifyPollingIntervalSeconds: 0.5 }, async (jobs) => {
    for (const { id, data } of jobs) {
      seen.push({ jobId: id, asked: data });
      await saveReply(worker.pool, id, { for: 'who guesses the queue’s id' }, new Date());
      await saveReply(worker.pool, data.replyId, { group: data.group }, new Date());
    }
  });
});
afterAll(() => boss.stop({ graceful: false }));

test('a reply is found by 128 random bits of its own, not by the queue’s UUID', async () => {
  const replies = await Promise.all(['/a', '/b', '/c'].map((group) => demand(web, webUrl, { ...logs, group })));
  expect(replies).toEqual([{ group: '/a' }, { group: '/b' }, { group: '/c' }]);
  const ids = seen.map(({ asked }) => asked.replyId);
  expect(new Set(ids).size).toBe(3);
  for (const id of ids) expect(Buffer.from(id, 'base64url')).toHaveLength(16);
  for (const { jobId, asked } of seen) expect(asked.replyId).not.toContain(jobId.slice(0, 8));
  const left = await worker.pool.query<{ id: string }>('select id from reply');
  expect(left.rows.map(({ id }) => id).toSorted()).toEqual(seen.map(({ jobId }) => jobId).toSorted());
});
