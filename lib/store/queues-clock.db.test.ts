import type { PgBoss } from 'pg-boss';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { database } from '../db.ts';
import { testDatabase } from '../testing/database.ts';
import { hourMs } from '../time.ts';
import { openQueues } from './queues.ts';

const { workerUrl } = await testDatabase();
const { pool } = database(workerUrl);
let boss: PgBoss;

beforeAll(async () => {
  boss = await openQueues(workerUrl, { isWorker: true });
}, 60_000);
afterEach(() => void vi.useRealTimers());
afterAll(() => boss.stop({ graceful: false }));

test('a machine whose clock is set back still takes what a dead worker held', { timeout: 30_000 }, async () => {
  await boss.send('collect', { collector: 'audit' }, { singletonKey: 'audit here' });
  const [job] = await boss.fetch('collect');
  vi.useFakeTimers({ toFake: ['Date'] });
  vi.setSystemTime(Date.now() - 2 * hourMs);
  await pool.query(`update pgboss.job set heartbeat_on = heartbeat_on - interval '1 minute' where id = $1`, [job?.id]);
  // Looked for every five seconds.
  await vi.waitFor(
    async () => {
      const { rows } = await pool.query<{ state: string }>('select state::text from pgboss.job where id = $1', [job?.id]);
      expect(rows).toEqual([{ state: 'failed' }]);
    },
    { timeout: 15_000, interval: 250 },
  );
});
