import type { PoolClient } from 'pg';
import { hears } from '#lib/alerts/hears.ts';
import type { RuleBook } from '#lib/alerts/rule-book.ts';
import { isSilencedBy } from '#lib/alerts/silences.ts';
import type { Channel } from '#lib/config-alerts.ts';
import { hourMs } from '#lib/time.ts';
import { listActive } from './held-tellings.ts';
import { insertNotifications, type NewNotification } from './notification-rows.ts';
import { type Db, transaction } from './transaction.ts';

/** An alert that is open, that nobody acknowledged, and of which a channel heard too long ago; `nth`: its reminders so far. */
type Overdue = {
  account: string;
  region: string;
  kind: string;
  name: string;
  rule: string;
  /** Who owns it, and who owned it when the channel heard that it began. */
  team: string;
  toldTeam: string;
  alert: string;
  seq: number;
  /** Of the notification that it began. */
  key: string;
  nth: number;
};

type Ask = { channel: Channel; repeatAfterMs: number; now: number; book: RuleBook };

/** What is told later than so far ahead was told before a clock was set back. */
const aheadMs = hourMs;

/** Whatever is told of an incident counts: that it began, or the last reminder of it that arrived. One that still waits is enough. */
async function listOverdue(client: PoolClient, { channel, repeatAfterMs, now }: Ask): Promise<Overdue[]> {
  const { rows } = await client.query<Overdue>(
    `select a.account, a.region, a.kind, a.name, a.rule, coalesce(r.team, 'unowned') as team, n.team as "toldTeam", a.id as alert, l.seq, n.key, told.nth
     from alert a join notification_alert l on (l.account, l.alert) = (a.account, a.id) and not l.is_spared
       join notification n on (n.account, n.id) = (l.account, l.notification) and n.channel = $1 and n.step in ('fired', 'again') and n.state = 'sent'
       left join resource r on (r.account, r.region, r.kind, r.name) = (a.account, a.region, a.kind, a.name)
       cross join lateral (select count(*)::int as nth, max(m.sent_at) as last_at, coalesce(bool_or(m.state = 'waiting'), false) as waits
         from notification m where (m.account, m.incident) = (n.account, n.key) and m.step = 'reminder') told
     where a.resolved_at is null and a.acknowledged_at is null and not told.waits
       and greatest(n.sent_at, told.last_at) not between $2 and $3 and not exists (
         select from notification_alert m join notification later on (later.account, later.id) = (m.account, m.notification)
         where (m.account, m.alert) = (a.account, a.id) and later.channel = $1 and later.step in ('fired', 'again') and later.id > n.id)
     order by a.id`,
    [channel.id, new Date(now - repeatAfterMs + 1), new Date(now + aheadMs)],
  );
  return rows;
}

/** A reminder of what is left of an incident. Of two workers that make the same, its key lets one. */
function reminderOf([first, ...rest]: readonly [Overdue, ...Overdue[]], channel: Channel, now: number): NewNotification {
  const { account, region, rule, toldTeam: team, key, nth } = first;
  return {
    ...{ account, region, rule, team, step: 'reminder', incident: key, key: `${key}-r${nth + 1}` },
    ...{ channel: channel.id, kind: channel.kind, at: now, nextAt: now, isDeferred: false },
    links: [first, ...rest].map(({ alert, seq }) => ({ alert, seq })),
  };
}

/**
 * Writes down that a channel is to hear again of what is open, that nobody acknowledged and nobody silenced, and of which it heard `repeatAfterMs`
 * ago or longer; at `now` (epoch ms). @returns how many notifications
 */
export const addReminders = (db: Db, ask: Ask): Promise<number> =>
  transaction(db, async (client) => {
    const overdue = (await listOverdue(client, ask)).filter((one) =>
      hears(ask.channel, { ...one, team: one.toldTeam }, ask.book),
    );
    if (overdue.length === 0) return 0;
    const silences = await listActive(client, ask.now);
    const loud = overdue.filter((one) => !silences.some((silence) => isSilencedBy(silence, one)));
    const incidents = Map.groupBy(loud, ({ account, key }) => `${account} ${key}`);
    const reminders = [...incidents.values()].flatMap(([first, ...rest]) =>
      first ? [reminderOf([first, ...rest], ask.channel, ask.now)] : [],
    );
    return insertNotifications(client, reminders);
  });
