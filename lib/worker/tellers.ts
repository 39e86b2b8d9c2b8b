import type { Collecting } from '#lib/collect/cycle.ts';
import { databaseTrouble } from '#lib/store/database-trouble.ts';
import { minuteMs } from '#lib/time.ts';
import { createAlertJudge } from './alerts.ts';
import { createHeart } from './heartbeat.ts';
import { createSender, giveUpStrangers, remind } from './notify.ts';

type Teller = { key: string; ms: number; work: () => Promise<void> };

const judgeMs = 500;
const sendMs = 500;
const strangersMs = minuteMs;
const remindMs = minuteMs;
const heartMs = 5_000;

/** What judges alerts and tells of them, and how often. What breaks in it is told in the log, and ends no collecting. */
export function tellers(collecting: Collecting): Teller[] {
  const { config, log } = collecting;
  const carefully = (what: string, work: () => Promise<unknown>) => async (): Promise<void> => {
    try {
      await work();
    } catch (error) {
      if (databaseTrouble(error)) throw error;
      log.error({ err: error, what }, 'alerts: this round failed');
    }
  };
  const judge = createAlertJudge(collecting);
  const send = createSender(collecting);
  const { heartbeat } = config.alerts;
  return [
    { key: 'alerts', ms: judgeMs, work: carefully('judging', judge) },
    { key: 'strangers', ms: strangersMs, work: carefully('strangers', () => giveUpStrangers(collecting)) },
    {
      ...{ key: 'reminders', ms: remindMs },
      work: carefully('reminders', async () => {
        for (const channel of config.alerts.channels) await remind(collecting, channel);
      }),
    },
    ...(heartbeat ? [{ key: 'heartbeat', ms: heartMs, work: carefully('heartbeat', createHeart(collecting, heartbeat)) }] : []),
    ...config.alerts.channels.map((channel) => ({
      ...{ key: `channel ${channel.id}`, ms: sendMs },
      work: carefully(`channel ${channel.id}`, () => send(channel)),
    })),
  ];
}
