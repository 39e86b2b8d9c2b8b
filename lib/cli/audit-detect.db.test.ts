import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { detectionRules } from '#lib/audit/detections/rules.ts';
import { saveAuditEvents } from '#lib/store/audit.ts';
import { countByRule, detectPage, findDetectMark } from '#lib/store/detect-again.ts';
import { testDatabase } from '#lib/testing/database.ts';

const db = await testDatabase();
const { trail_stopped: stopped, vpc_removed: removed, denial_burst: burst } = detectionRules;

const run = (...args: string[]) => {
  const { stdout, status } = spawnSync(process.execPath, [join(import.meta.dirname, 'main.ts'), 'audit', 'detect', ...args], {
    env: {
      NODE_ENV: 'test',
      PATH: process.env.PATH,
      TRAILWATCH_DEMO: '1',
      TRAILWATCH_DEMO_CLOCK: 'fixed:2026-11-20T00:00:00Z',
      DATABASE_URL: db.url,
    },
    encoding: 'utf8',
  });
  return { stdout, status };
};

const wanted = { denial_burst: 1, trail_stopped: 1, vpc_removed: 1 };

test('history is evaluated by rules that came after it, goes on where it was cut off, and takes back what no rule says', async () => {
  const records = [...stopped.examples.fires, ...removed.examples.fires, ...burst.examples.fires];
  await saveAuditEvents(
    db,
    records.map((record) => ({ raw: JSON.stringify(record), source: 'import' as const })),
    new Date(),
  );
  await db.pool.query('delete from detection; delete from seen_pair; delete from denial; delete from guarded');
  await db.pool.query(
    `insert into detection (account, event_id, rule, at, severity, found) select account, event_id, 'bucket_deleted', at, 'high', '{}' from audit_event`,
  );
  const since = Date.parse('2026-11-01T00:00:00Z');
  const first = { since, at: since, eventId: '', account: '', evaluated: 0 };
  const cut = await detectPage(db, first, { most: 5, now: new Date() });
  expect(await findDetectMark(db, since)).toMatchObject({ evaluated: 5, at: cut?.at });
  expect(await findDetectMark(db, since - 1)).toBeNull();
  const answer = run('--since', '19d', '--json');
  expect(answer.status).toBe(0);
  expect(JSON.parse(answer.stdout)).toEqual({
    complete: true,
    since: '2026-11-01T00:00:00.000Z',
    evaluated: records.length,
    found: wanted,
  });
  expect(await findDetectMark(db, since)).toBeNull();
  expect(await detectPage(db, first, { most: 100, now: new Date() })).toMatchObject({ evaluated: records.length });
  expect(await countByRule(db, since)).toEqual(wanted);
});

test('a span that is none is wrong usage', () => {
  expect(run('--since', 'yesterday')).toMatchObject({ status: 2 });
});
