import type { TeamScope } from '#lib/auth/scope.ts';
import { owner, withOwner } from './alert-owner.ts';
import { isAbout } from './silences.ts';
import { read, teamsOf, toTime } from './sql.ts';

/** What somebody did about an alert, or wrote. Names are as they were then; epoch ms. */
export type AlertDeed = {
  id: number;
  alert: number;
  at: number;
  deed: 'acknowledged' | 'unacknowledged' | 'assigned' | 'unassigned' | 'commented';
  by: string;
  /** Of an acknowledgement that ends by itself: a snooze. */
  until: number | null;
  /** To whom it was assigned. */
  whom: string | null;
  /** What was written. */
  said: string | null;
};

const epoch = (column: string): string => `extract(epoch from ${column})::float8 * 1000`;
const lastOf = (deeds: string): string => `select d.* from alert_deed d
    where (d.account, d.alert) = (a.account, a.id) and d.at <= $2 and d.deed in (${deeds}) order by d.id desc limit 1`;

/**
 * Joins to alert `a` and its last step `t` by moment $2: the acknowledgement `k` that held then, and the assignment `w`. A snooze holds until it
 * ends, or the alert did; nothing holds beyond a return.
 */
export const holders = (
  isOpen: string,
): string => `left join lateral (select d.* from (${lastOf(`'acknowledged', 'unacknowledged'`)}) d
    where d.deed = 'acknowledged' and coalesce(d.until > case when ${isOpen} then $2 else t.at end, true) and not exists (
      select from alert_transition e where (e.account, e.alert) = (a.account, a.id) and e.seq < t.seq and e.at >= d.at and e.step in ('resolved', 'gone'))
  ) k on true
  left join lateral (${lastOf(`'assigned', 'unassigned'`)}) w on true`;

type AlertKey = { account: string; id: number };

/** What people did about these alerts up to a moment (epoch ms), and wrote, in its order. */
export const listAlertDeeds = (scope: TeamScope, alerts: readonly AlertKey[], { now }: { now: number }): Promise<AlertDeed[]> =>
  read<AlertDeed>(
    scope,
    'alert deeds',
    `select d.id::float8 as id, d.alert::float8 as alert, ${epoch('d.at')} as at, d.deed, d.done_by as by, ${epoch('d.until')} as until, d.whom, d.said
     from unnest($2::text[], $3::bigint[]) as of (account, id) join alert a on (a.account, a.id) = (of.account, of.id)
       ${withOwner}
       join alert_deed d on (d.account, d.alert) = (a.account, a.id)
     where ($1::text[] is null or ${owner} = any($1)) and d.at <= $4 order by d.id`,
    [teamsOf(scope), alerts.map(({ account }) => account), alerts.map(({ id }) => id), toTime(now)],
  );

/** A silence as far as it held while an alert was open; `endedAt` null: it still held. Epoch ms. */
export type AlertSilence = { id: number; beganAt: number; endedAt: number | null; by: string; reason: string };

/** Silences that held of an alert up to a moment (epoch ms), by whoever owns it now; the first first. */
export const listAlertSilences = (
  scope: TeamScope,
  { account, id }: AlertKey,
  { now }: { now: number },
): Promise<AlertSilence[]> =>
  read<AlertSilence>(
    scope,
    'alert silences',
    `select s.id::float8 as id, ${epoch('greatest(s.starts_at, a.fired_at)')} as "beganAt", s.made_by as by, s.reason,
       case when o.at <= $4 then ${epoch('o.at')} end as "endedAt"
     from alert a ${withOwner}
       join silence s on ${isAbout} cross join lateral (select least(s.ends_at, s.ended_at) as at) o
     where a.account = $2 and a.id = $3 and ($1::text[] is null or ${owner} = any($1)) and s.made_at <= $4 and s.starts_at <= $4
       and o.at > greatest(s.starts_at, a.fired_at) and coalesce(s.starts_at < a.resolved_at, true)
     order by 2, 1`,
    [teamsOf(scope), account, id, toTime(now)],
  );
