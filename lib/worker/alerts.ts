import { createAnomalyWatch } from '#lib/alerts/anomaly-watch.ts';
import { ownRulesOf } from '#lib/alerts/rule-book.ts';
import { systemScope } from '#lib/auth/scope.ts';
import type { Collecting } from '#lib/collect/cycle.ts';
import type { Config } from '#lib/config.ts';
import { listAlertReadings } from '#lib/queries/alert-readings.ts';
import { listConsoleRules } from '#lib/queries/console-rules.ts';
import { type AlertNews, saveAlertReadings } from '#lib/store/alerts.ts';
import { findCursor, setCursor } from '#lib/store/cursors.ts';
import { hasRunEnded } from '#lib/store/last-starts.ts';
import { minuteMs } from '#lib/time.ts';

/** When everything was judged last, epoch ms. */
export const judgedMark = { account: '', region: '', collector: 'alerts', key: 'judged' };
/** New minutes come once a minute. */
const everyMs = minuteMs;
const soonestMs = 1_000;
/** Judging takes no more than a tenth of a worker's time, however much there is to judge. */
const restShare = 9;

/** Without a configuration nobody is told. */
type Judging = Pick<Collecting, 'db' | 'clock' | 'log'> & { config?: Pick<Config, 'alerts'> };

/** Whether anything was read since; of two workers, the one that comes second finds what the first has judged. */
async function isDue({ db }: Judging, { last, now, restMs }: { last: unknown; now: number; restMs: number }): Promise<boolean> {
  const sinceMs = typeof last === 'number' ? now - last : Number.NaN;
  // A clock that was set back is judged by anew.
  if (!(sinceMs >= 0) || sinceMs >= everyMs) return true;
  return sinceMs >= restMs && (await hasRunEnded(db, { after: now - sinceMs, by: now }));
}

/**
 * Judges everything that rules watch: as soon as something was read, and once a minute because things also fall silent; by whichever worker comes
 * first.
 */
export function createAlertJudge(judging: Judging): () => Promise<AlertNews[]> {
  const { db, clock, log, config } = judging;
  let restMs = soonestMs;
  const watch = createAnomalyWatch();
  return async () => {
    const now = clock.now();
    if (!(await isDue(judging, { last: await findCursor(db, judgedMark), now, restMs }))) return [];
    const began = performance.now();
    const rules = ownRulesOf(config?.alerts.rules ?? [], await listConsoleRules(systemScope()));
    const readings = await listAlertReadings(systemScope(), now, { rules, watch });
    const news = await saveAlertReadings(db, readings, now, { channels: config?.alerts.channels ?? [], rules });
    await setCursor(db.pool, judgedMark, now, new Date(now));
    restMs = Math.max(soonestMs, restShare * (performance.now() - began));
    for (const [step, list] of Map.groupBy(news, (one) => one.step)) {
      log.info({ step, count: list.length, first: list[0]?.alert }, 'alerts took a step');
    }
    return news;
  };
}
