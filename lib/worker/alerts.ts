import { createOwnWatch } from '#lib/alerts/own-watch.ts';
import { ownRulesOf } from '#lib/alerts/rule-book.ts';
import { systemScope } from '#lib/auth/scope.ts';
import type { AlertRuleId } from '#lib/catalog/alert-rules.ts';
import type { Collecting } from '#lib/collect/cycle.ts';
import type { Config } from '#lib/config.ts';
import { listAlertReadings } from '#lib/queries/alert-readings.ts';
import { listCollectionReadings } from '#lib/queries/collection-readings.ts';
import { listConsoleRules } from '#lib/queries/console-rules.ts';
import { listEvidenceReadings } from '#lib/queries/evidence-readings.ts';
import { listTrailReadings } from '#lib/queries/trail-readings.ts';
import { tellEndedSnoozes } from '#lib/store/alert-deeds.ts';
import { type AlertNews, saveAlertReadings } from '#lib/store/alerts.ts';
import { findCursor, setCursor } from '#lib/store/cursors.ts';
import { databaseTrouble } from '#lib/store/database-trouble.ts';
import { hasRunEnded } from '#lib/store/last-starts.ts';
import { minuteMs } from '#lib/time.ts';
import { createSeldom } from './seldom.ts';

/** When everything was judged last, epoch ms. */
export const judgedMark = { account: '', region: '', collector: 'alerts', key: 'judged' };
/** New minutes come once a minute. */
const everyMs = minuteMs;
/** What takes long to read, and is of hours. */
const evidenceEveryMs = 5 * minuteMs;
const soonestMs = 1_000;
/** Judging takes no more than a tenth of a worker's time, however much there is to judge. */
const restShare = 9;

/** Without a configuration nobody is told. */
type Judging = Pick<Collecting, 'db' | 'clock' | 'log'> & { config?: Pick<Config, 'alerts'> };

type Seldom = { rules: readonly AlertRuleId[]; list: ReturnType<typeof createSeldom> };

/** What is not read at each judging, and the rules that wait for it. */
const seldomRead = (): Seldom[] => [
  {
    rules: ['collection_failing', 'collection_over_budget'],
    list: createSeldom(everyMs, (now) => listCollectionReadings(systemScope(), now)),
  },
  { rules: ['trail_failing'], list: createSeldom(everyMs, (now) => listTrailReadings(systemScope(), now)) },
  {
    rules: ['audit_detection', 'change_unexplained'],
    list: createSeldom(evidenceEveryMs, (now) => listEvidenceReadings(systemScope(), now)),
  },
];

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
  const watch = createOwnWatch();
  const seldom = seldomRead();
  /** What cannot be read leaves its own alerts as they are, and judging goes on. */
  const readSeldom = ({ rules, list }: Seldom, now: number) =>
    list(now).then(
      (readings) => ({ rules, readings }),
      (error: unknown) => {
        if (databaseTrouble(error)) throw error;
        log.error({ err: error, rules }, 'alerts: what these rules watch could not be read');
        return { rules, readings: null };
      },
    );
  return async () => {
    const now = clock.now();
    const last = await findCursor(db, judgedMark);
    if (!(await isDue(judging, { last, now, restMs }))) return [];
    const began = performance.now();
    const { channels = [], rules: file = [] } = config?.alerts ?? {};
    const rules = ownRulesOf(file, await listConsoleRules(systemScope()));
    const [readings, others] = await Promise.all([
      listAlertReadings(systemScope(), now, { rules, watch }),
      Promise.all(seldom.map((one) => readSeldom(one, now))),
    ]);
    const skipped = others.flatMap((one) => (one.readings === null ? one.rules : []));
    const all = [...readings, ...others.flatMap((one) => one.readings ?? [])];
    const news = await saveAlertReadings(db, all, now, { channels, rules, skipped });
    await setCursor(db.pool, judgedMark, now, new Date(now));
    if (typeof last === 'number') await tellEndedSnoozes(db, { after: last, by: now });
    restMs = Math.max(soonestMs, restShare * (performance.now() - began));
    for (const [step, list] of Map.groupBy(news, (one) => one.step)) {
      log.info({ step, count: list.length, first: list[0]?.alert }, 'alerts took a step');
    }
    return news;
  };
}
