import type { PoolClient } from 'pg';
import type { ToldStep } from '#lib/catalog/told-steps.ts';
import { minuteMs } from '#lib/time.ts';
import type { Db } from './transaction.ts';

/**
 * A notification that is due, as it is to be told: of `total` alerts of so many rules about so many resources, the first. `isDeferred`: until
 * `settleDeferred` nobody can say which of its alerts are to be told. Epoch ms.
 */
export type DueNotification = {
  account: string;
  id: string;
  key: string;
  incident: string | null;
  region: string;
  team: string;
  rule: string;
  step: ToldStep;
  at: number;
  tries: number;
  failedAt: number | null;
  total: number;
  rules: number;
  resources: number;
  isDeferred: boolean;
  alerts: {
    id: number;
    rule: string;
    kind: string;
    name: string;
    arn: string | null;
    sentence: string;
    figure: string;
    beganAt: number;
  }[];
};

/** No wait is longer than an hour: what waits for longer was written before a clock was set back, and is due. */
const longestWaitMs = 90 * minuteMs;
const mostListed = 10;

const epoch = (column: string): string => `extract(epoch from ${column})::float8 * 1000`;

/** What is over or was acknowledged since is not brought to mind. */
const isTold = `not l.is_spared and (n.step <> 'reminder' or (a.resolved_at is null and (a.acknowledged_at is null or a.snoozed_until <= $3)))`;

/** A reminder says how it is, and all else how it was. */
const said = (column: string): string => `case when n.step = 'reminder' then a.${column} else t.${column} end as ${column}`;

const listed = `(select jsonb_agg(one) from (
    select a.id, a.rule, a.kind, a.name, r.arn, ${said('sentence')}, ${said('figure')}, ${epoch('a.began_at')} as "beganAt"
    from notification_alert l join alert a on (a.account, a.id) = (l.account, l.alert)
      join alert_transition t on (t.account, t.alert, t.seq) = (l.account, l.alert, l.seq)
      left join resource r on (r.account, r.region, r.kind, r.name) = (a.account, a.region, a.kind, a.name)
    where (l.account, l.notification) = (n.account, n.id) and ${isTold} order by a.rule <> n.rule, a.name, a.id limit ${mostListed}) one)`;

const counted = `(select count(distinct a.id)::int as total, count(distinct a.rule)::int as rules, count(distinct (a.kind, a.name))::int as resources
    from notification_alert l join alert a on (a.account, a.id) = (l.account, l.alert)
    where (l.account, l.notification) = (n.account, n.id) and ${isTold})`;

/** What was decided before about the same alert is told before. */
const isNext = `not exists (select from notification_alert l
    join notification_alert e on (e.account, e.alert) = (l.account, l.alert)
    join notification w on (w.account, w.id) = (e.account, e.notification)
  where (l.account, l.notification) = (n.account, n.id) and w.channel = n.channel and w.state = 'waiting' and w.id < n.id)`;

/** How many requests a channel bears. */
export type Pace = { most: number; withinMs: number };

/**
 * The next that is due of a channel and that no other worker is sending, held until the transaction ends; null for none, and while as many as
 * its pace bears were sent. `isOpen`: its hours are on, so that what waited for them is due.
 */
export async function takeNotification(
  client: PoolClient,
  { channel, now, pace, isOpen }: { channel: string; now: number; pace: Pace; isOpen: boolean },
): Promise<DueNotification | null> {
  const { rows: taken } = await client.query<{ account: string; id: string }>(
    `select account, id from notification n
     where channel = $1 and state = 'waiting' and case when is_deferred then $6 else next_at <= $2 or next_at > $3 end and ${isNext}
       and not exists (select from notification h where h.channel = $1 and h.state = 'waiting' and h.holds and h.next_at > $2 and h.next_at <= $3)
       and (select count(*) from notification p where p.channel = $1 and p.tried_at > $4 and p.tried_at <= $2) < $5
     order by next_at, id limit 1 for update of n skip locked`,
    [channel, new Date(now), new Date(now + longestWaitMs), new Date(now - pace.withinMs), pace.most, isOpen],
  );
  const [key] = taken;
  if (!key) return null;
  const { rows } = await client.query<DueNotification>(
    `select n.account, n.id, n.key, n.incident, n.region, n.team, n.rule, n.step, ${epoch('n.at')} as at, n.tries,
       ${epoch('n.failed_at')} as "failedAt", coalesce(${listed}, '[]') as alerts, c.total, c.rules, c.resources,
       n.is_deferred as "isDeferred"
     from notification n cross join lateral ${counted} c where (n.account, n.id) = ($1, $2)`,
    [key.account, key.id, new Date(now)],
  );
  return rows[0] ?? null;
}

/**
 * The hours begin: what ended meanwhile is told neither that it began nor that it ended. This is settled before anything is sent, once, so that a
 * notification says the same at each try.
 */
export async function settleDeferred(
  client: PoolClient,
  { account, id }: Pick<DueNotification, 'account' | 'id'>,
  now: number,
): Promise<void> {
  await client.query(
    `update notification_alert s set is_spared = true
     from notification n join notification_alert b on (b.account, b.notification) = (n.account, n.id)
       join notification c on (c.account, c.channel) = (n.account, n.channel)
     where (n.account, n.id) = ($1, $2) and (s.account, s.notification, s.alert) = (c.account, c.id, b.alert) and s.seq between b.seq and (
       select min(t.seq) from alert_transition t where (t.account, t.alert) = (b.account, b.alert) and t.seq > b.seq and t.step in ('resolved', 'gone'))`,
    [account, id],
  );
  await client.query(`update notification set is_deferred = false, next_at = $3 where (account, id) = ($1, $2)`, [
    account,
    id,
    new Date(now),
  ]);
}

/** What a try came to; `next` is null where it arrived, or no other follows. `holds`: nothing is sent to the channel before `next`. */
export type Tried = { state: 'waiting' | 'sent' | 'dead'; at: number; next: number | null; holds: boolean; answer: string };

export async function saveTry(
  client: PoolClient,
  { account, id }: Pick<DueNotification, 'account' | 'id'>,
  { state, at, next, holds, answer }: Tried,
): Promise<void> {
  await client.query(
    `update notification set state = $3, tries = tries + 1, tried_at = $4, next_at = coalesce($5, next_at), holds = $6, answer = $7,
       sent_at = case when $3 = 'sent' then $4::timestamptz end,
       failed_at = coalesce(failed_at, case when $3 <> 'sent' then $4::timestamptz end)
     where (account, id) = ($1, $2)`,
    [account, id, state, new Date(at), next === null ? null : new Date(next), holds, answer],
  );
}

/** What has waited since before `madeBefore` for a channel that is configured no more is given up. @returns how many */
export async function giveUpOthers({ pool }: Db, channels: readonly string[], madeBefore: Date): Promise<number> {
  const { rowCount } = await pool.query(
    `update notification set state = 'dead', answer = 'the channel is not in trailwatch.yaml any more'
     where (account, id) in (select account, id from notification where state = 'waiting' and not (channel = any($1)) and made_at < $2 for update skip locked)`,
    [channels, madeBefore],
  );
  return rowCount ?? 0;
}
