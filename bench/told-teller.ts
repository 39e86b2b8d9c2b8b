import { database } from '#lib/db.ts';
import { logFor } from '#lib/log.ts';
import { saveAlertReadings } from '#lib/store/alerts.ts';
import { fixedClock } from '#lib/time.ts';
import { createSender } from '#lib/worker/notify.ts';
import { answerAsks } from './child.ts';
import { toldConfig, toldPlace } from './told-config.ts';

/** Judges these endpoints as broken at a moment (epoch ms) and tells of it, as a worker does; to be killed meanwhile. Without names it wakes up. */
export type TellAsk = { names: readonly string[]; at: number; url: string };
export type TellAnswer = { news: number; sent: number };

answerAsks<TellAsk, TellAnswer>(async ({ names, at, url }) => {
  const db = database();
  if (names.length === 0) {
    await db.pool.query('select');
    return { news: 0, sent: 0 };
  }
  const config = toldConfig(url);
  const readings = names.map((name) => ({
    ...{ rule: 'endpoint_errors', subject: { ...toldPlace, kind: 'endpoint', name } },
    ...({ verdict: 'broken', since: null, sentence: 'answers 4.1 % of calls with 5xx', figure: '4.1 %' } as const),
  }));
  const news = await saveAlertReadings(db, readings, at, config.alerts);
  const send = createSender({ db, clock: fixedClock(at), log: logFor('bench'), config });
  const sent = await Promise.all(config.alerts.channels.map(send));
  return { news: news.length, sent: sent.reduce((sum, one) => sum + one, 0) };
});
