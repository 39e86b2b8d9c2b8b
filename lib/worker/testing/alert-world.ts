import { beforeEach } from 'vitest';
import type { Reading } from '#lib/alerts/reading.ts';
import type { AlertRuleId } from '#lib/catalog/alert-rules.ts';
import { parseConfig } from '#lib/config.ts';
import { database } from '#lib/db.ts';
import { logFor } from '#lib/log.ts';
import { listAlertNotifications } from '#lib/queries/notifications.ts';
import { saveAlertReadings } from '#lib/store/alerts.ts';
import { testDatabase } from '#lib/testing/database.ts';
import { everyScope } from '#lib/testing/scopes.ts';
import { place, seedResource } from '#lib/testing/seed-fleet.ts';
import { fixedClock, minuteMs } from '#lib/time.ts';
import { createSender, giveUpStrangers, remind } from '../notify.ts';
import { type Received, receiver } from './receiver.ts';

export const start = Date.parse('2026-11-19T07:42:10Z');
export const secret = '0123456789abcdef';

/** What a channel of trailwatch.yaml may say, and what a receiver of tests got, which is no part of it. */
type Said = { kind?: string; url?: string; received?: unknown; [key: string]: unknown };
/** A configuration with a channel for each of these; a webhook unless they say otherwise. */
export const configOf = (channels: Readonly<Record<string, Said>>, more: object = {}) => {
  const list = Object.entries(channels).map(([id, { kind = 'webhook', received: _, ...said }]) => ({
    ...{ id, kind, ...said },
    ...(kind === 'webhook' ? { secret } : kind === 'pagerduty' ? { key: 'routing-key' } : {}),
  }));
  const alerts = { url: 'https://trailwatch.example', allowPrivate: true, channels: list, ...more };
  return parseConfig(JSON.stringify({ alerts }), 'f');
};
type Config = ReturnType<typeof configOf>;

const about = (name: string, rule: AlertRuleId = 'endpoint_errors') => ({ rule, subject: { ...place, kind: 'endpoint', name } });
const said = { verdict: 'broken', since: null, sentence: 'answers 4.1 % of calls with 5xx', figure: '4.1 %' } as const;
export const broken = (names: readonly string[], rule?: AlertRuleId) => names.map((name) => ({ ...about(name, rule), ...said }));
export const holds = (names: readonly string[], rule?: AlertRuleId) =>
  names.map((name) => ({ ...about(name, rule), verdict: 'holds' as const }));
export const keys = (received: readonly Received[]) => received.map(({ key }) => key);
export const well = () => receiver((_, response) => void response.end('thanks'));

/** A database with endpoints of two teams, new before each test, and a worker's hands in it. */
export async function alertWorld() {
  const owner = await testDatabase();
  process.env.DATABASE_URL = owner.workerUrl;
  const worker = database(owner.workerUrl);
  beforeEach(async () => {
    await owner.pool.query('alter table notification drop constraint if exists none');
    await owner.pool.query('truncate resource, alert, alert_transition, alert_deed, notification, notification_alert');
    for (const name of ['ranker', 'query']) await seed(name, 'search');
    await seed('scorer', 'fraud');
  });
  const seed = (name: string, team: string) => seedResource(owner, { kind: 'endpoint', name, team, description: {} }, start);
  const judge = (config: Config, readings: readonly Reading[], at: number) =>
    saveAlertReadings(worker, readings, at, config.alerts);
  /** One round of every channel. */
  const send = async (config: Config, at: number, timeoutMs = 20_000): Promise<number> => {
    const plan = { db: worker, clock: fixedClock(at), log: logFor('test'), config, timeoutMs };
    await giveUpStrangers(plan);
    const sender = createSender(plan);
    const sent = await Promise.all(config.alerts.channels.map((channel) => sender(channel)));
    return sent.reduce((sum, one) => sum + one, 0);
  };
  return {
    ...{ owner, worker, seed, judge, send },
    /** Rounds at these distances from the start, in minutes. */
    async sendAt(config: Config, ...minutes: number[]) {
      for (const minute of minutes) await send(config, start + minute * minuteMs);
    },
    /** One round of reminders. @returns how many */
    async remindAt(config: Config, at: number): Promise<number> {
      let made = 0;
      for (const channel of config.alerts.channels) made += await remind({ db: worker, clock: fixedClock(at), config }, channel);
      return made;
    },
    /** Who was told of each alert, by the alerts' order. */
    async kept(at: number, scope = everyScope()) {
      const { rows } = await owner.pool.query<{ account: string; id: number; name: string }>(
        'select account, id::float8 as id, name from alert order by id',
      );
      const told = await Promise.all(rows.map((one) => listAlertNotifications(scope, one, { now: at })));
      return told.flatMap((list, nth) => list.map((one) => ({ name: rows[nth]?.name, ...one })));
    },
  };
}
