import { setTimeout as sleep } from 'node:timers/promises';
import type { Collecting } from '#lib/collect/cycle.ts';
import { expireAlerts } from '#lib/store/alerts.ts';
import { dropAuditMonths } from '#lib/store/audit-months.ts';
import { expireQuarantine } from '#lib/store/audit-retention.ts';
import { findCursor, setCursor } from '#lib/store/cursors.ts';
import { journal } from '#lib/store/journal.ts';
import { expireSilences } from '#lib/store/silences.ts';
import { dayMs } from '#lib/time.ts';

type Plan = Pick<Collecting, 'db' | 'clock' | 'log' | 'config' | 'signal'> & { batch?: number; pauseMs?: number };
type Gone = { events: number; words: number; quarantined: number; alerts: number; silences: number };

const mark = { account: '', region: '', collector: 'retention', key: 'audit' };

/** Batch by batch, with pauses: no lock is long, and collectors get their turn. @returns how many went */
async function inBatches(
  { signal, batch = 2000, pauseMs = 50 }: Plan,
  remove: (most: number) => Promise<number>,
): Promise<number> {
  let all = 0;
  for (let isFull = true; isFull && !signal.aborted; ) {
    const gone = await remove(batch);
    all += gone;
    isFull = gone === batch;
    if (isFull) await sleep(pauseMs, undefined, { signal }).catch(() => {});
  }
  return all;
}

/** Events go by whole months. */
async function expire(plan: Plan, before: Date): Promise<Gone> {
  const { db } = plan;
  return {
    ...(await dropAuditMonths(db, before)),
    quarantined: await inBatches(plan, (most) => expireQuarantine(db, { before, most })),
    alerts: await inBatches(plan, (most) => expireAlerts(db, { before, most })),
    silences: await inBatches(plan, (most) => expireSilences(db, { before, most })),
  };
}

/**
 * Once a day deletes what retention.audit of trailwatch.yaml keeps no longer, and journals it: events when the whole of their month in UTC is
 * past it, of which nothing came in since, and alerts and silences that ended before it. A worker that dies goes on where it stopped.
 */
export async function keepAuditDays(plan: Plan): Promise<void> {
  const { db, clock, log, config, signal } = plan;
  const now = clock.now();
  const last = await findCursor(db, mark);
  if (typeof last === 'number' && now - last >= 0 && now - last < dayMs) return;
  const days = config.retention.audit;
  const before = new Date(now - days * dayMs);
  if (signal.aborted) return;
  const gone = await expire(plan, before);
  if (gone.events + gone.quarantined + gone.alerts + gone.silences > 0) {
    log.info({ ...gone, before }, 'deleted audit events past their retention');
    await journal(db, {
      at: now,
      actor: { kind: 'system', id: null, name: 'worker' },
      action: 'audit.expire',
      subject: { kind: 'table', id: 'event' },
      after: { ...gone, before: before.toISOString(), retentionDays: days },
    });
  }
  if (!signal.aborted) await setCursor(db.pool, mark, now, new Date(now));
}
