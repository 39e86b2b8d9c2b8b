import type { PoolClient } from 'pg';
import type { AlertStep } from '#lib/alerts/decide.ts';
import type { ChannelKind } from '#lib/catalog/channel-kinds.ts';

/** A notification that is to be made, of these steps of alerts. Epoch ms. `nextAt`: when it is sent at the earliest. */
export type NewNotification = {
  account: string;
  region: string;
  team: string;
  rule: string;
  step: AlertStep | 'reminder';
  at: number;
  channel: string;
  kind: ChannelKind;
  key: string;
  incident: string | null;
  nextAt: number;
  isDeferred: boolean;
  links: readonly { alert: string; seq: number }[];
};

const iso = (at: number): string => new Date(at).toISOString();

/** What is there under the same key stays as it is. @returns how many are new */
export async function insertNotifications(client: PoolClient, made: readonly NewNotification[]): Promise<number> {
  if (made.length === 0) return 0;
  const rows = made.map(({ at, nextAt, isDeferred, ...rest }) => ({
    ...{ ...rest, at: iso(at), next_at: iso(nextAt), is_deferred: isDeferred },
  }));
  const { rows: counted } = await client.query<{ count: number }>(
    `with told as (
       select * from jsonb_to_recordset($1) as n (account text, channel text, kind text, key text, incident text, region text,
         team text, rule text, step text, at timestamptz, next_at timestamptz, is_deferred boolean, links jsonb)
     ), made as (
       insert into notification (account, channel, kind, key, incident, region, team, rule, step, at, state, next_at, is_deferred, made_at)
       select account, channel, kind, key, incident, region, team, rule, step, at, 'waiting', next_at, is_deferred, at from told
       on conflict (account, key) do nothing returning account, id, key
     ), linked as (
       insert into notification_alert (account, notification, alert, seq)
       select made.account, made.id, l.alert, l.seq from made join told using (account, key)
         cross join lateral jsonb_to_recordset(told.links) as l (alert bigint, seq int)
     )
     select count(*)::int as count from made`,
    [JSON.stringify(rows)],
  );
  return counted[0]?.count ?? 0;
}
