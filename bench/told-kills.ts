import { setTimeout as sleep } from 'node:timers/promises';
import type { Database } from '#lib/db.ts';
import { type Child, startBenchChild } from './child.ts';
import { atLeast, beside, exactly, type Figure } from './figure.ts';
import { inOwnDatabase } from './own-database.ts';
import { toldPlace } from './told-config.ts';
import { openHook } from './told-hook.ts';
import type { TellAnswer, TellAsk } from './told-teller.ts';

const kills = 100;
const startAt = Date.parse('2026-11-19T10:00:00Z');
/** What breaks sooner is told together. */
const roundMs = 360_000;
const slowestAnswerMs = 40;
/** A worker decides and tells in less. */
const longestMs = 150;

type Teller = Child<TellAsk, TellAnswer>;
const startTeller = (): Teller => startBenchChild('told-teller.ts', { TRAILWATCH_PROCESS: 'worker', LOG_LEVEL: 'silent' });

const seed = ({ pool }: Database): Promise<unknown> =>
  pool.query(
    `insert into resource (account, region, kind, name, arn, team, team_reason, status, description, hash, created_at, first_seen_at, last_seen_at)
     select $1, $2, 'endpoint', 'endpoint-' || n, 'arn:aws:sagemaker:' || $2 || ':' || $1 || ':endpoint/endpoint-' || n, 'search', 'tag', 'InService',
       '{}', 'h', $4, $4, $4 from generate_series(0, $3::int - 1) n`,
    [toldPlace.account, toldPlace.region, kills, new Date(startAt - 86_400_000)],
  );

type Kept = { alerts: number; begun: number; steps: number; notifications: number; unsent: number; told: number; keys: string[] };

const readKept = async ({ pool }: Database): Promise<Kept> => {
  const { rows } = await pool.query<Kept>(
    `select (select count(*)::int from alert) as alerts,
       (select count(*)::int from alert_transition where step = 'fired') as begun, (select count(*)::int from alert_transition) as steps,
       (select count(*)::int from notification) as notifications,
       (select count(*)::int from notification where state <> 'sent') as unsent,
       (select array_agg(key) from notification) as keys,
       (select count(distinct l.alert)::int from notification_alert l join notification n on (n.account, n.id) = (l.account, l.notification)
          where n.state = 'sent') as told`,
  );
  return rows[0] as Kept;
};

/** Kills the worker at a random moment from its decision to its delivery, a hundred times: what had to be told was told, under one key. */
export const measureKills = (): Promise<Figure[]> =>
  inOwnDatabase(async (db) => {
    await seed(db);
    const hook = await openHook(slowestAnswerMs);
    let spare = startTeller();
    let cut = 0;
    const names: string[] = [];
    for (let round = 0; round < kills; round += 1) {
      const teller = spare;
      spare = startTeller();
      names.push(`endpoint-${round}`);
      await teller.ask({ names: [], at: startAt, url: hook.url });
      let isDone = false;
      const done = teller.ask({ names, at: startAt + round * roundMs, url: hook.url }).then(
        () => {
          isDone = true;
        },
        () => {},
      );
      await Promise.race([done, sleep(Math.random() * longestMs)]);
      if (!isDone) cut += 1;
      teller.kill();
      await done;
    }
    for (let more = 0; more < kills; more += 1) {
      const { sent } = await spare.ask({ names, at: startAt + (kills + 10 * more) * roundMs, url: hook.url });
      if (sent === 0) break;
    }
    await spare.stop();
    hook.close();
    const kept = await readKept(db);
    const heard = new Set(hook.received.map(({ key }) => key));
    return [
      atLeast('workers killed before they were done, of a hundred', cut, '', kills / 2),
      exactly('alerts of what broke', kept.alerts, '', kills),
      exactly(
        'beginnings lost or told twice in the record',
        Math.abs(kept.begun - kept.alerts) + (kept.steps - kept.begun),
        '',
        0,
      ),
      exactly('notifications that nobody received', kept.keys.filter((key) => !heard.has(key)).length, '', 0),
      exactly('notifications that are not known to have arrived', kept.unsent, '', 0),
      exactly(
        'received under a key that no notification has',
        [...heard].filter((key) => !kept.keys.includes(key)).length,
        '',
        0,
      ),
      exactly('alerts that somebody was told of', kept.told, '', kills),
      beside('notifications', kept.notifications, ''),
      beside('received twice or more, under the same key', hook.received.length - heard.size, ''),
    ];
  });
