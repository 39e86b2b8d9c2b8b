import type { TeamScope } from '#lib/auth/scope.ts';
import type { ToldStep } from '#lib/catalog/told-steps.ts';
import { owner, withOwner } from './alert-owner.ts';
import { ruleBook } from './rules.ts';
import { read, teamsOf, toTime } from './sql.ts';

/** Who was told of a step of an alert, or is to be. Epoch ms. `dead`: given up after a day of failures. */
export type AlertNotification = {
  /** Its id in trailwatch.yaml. */
  channel: string;
  /** webhook · slack · pagerduty · teams · email */
  kind: string;
  step: ToldStep;
  /** Of the rule that leads it. */
  rule: string;
  title: string;
  /** When it became part of what had been told before; null where it was told itself. */
  joinedAt: number | null;
  state: 'waiting' | 'sent' | 'dead';
  tries: number;
  /** What the last try came to: status and the first words, or why nothing was answered; null before the first. */
  answer: string | null;
  /** What the receiver knows it by. */
  key: string;
  madeAt: number;
  triedAt: number | null;
  sentAt: number | null;
  /** When it is tried next; null where it arrived, or was given up. */
  nextAt: number | null;
};

const epoch = (column: string): string => `extract(epoch from ${column})::float8 * 1000`;

/**
 * Who was told of an alert up to a moment, the first first. Of tries only the last is kept: asked as of a moment before it, a notification waits.
 */
export const listAlertNotifications = async (
  scope: TeamScope,
  { account, id }: { account: string; id: number },
  { now }: { now: number },
): Promise<AlertNotification[]> => {
  const rows = await read<Omit<AlertNotification, 'title'>>(
    scope,
    'alert notifications',
    `select n.channel, n.kind, n.step, n.rule, ${epoch('l.joined_at')} as "joinedAt", n.key, case when s.known then n.state else 'waiting' end as state,
       case when s.known then n.tries else 0 end as tries, case when s.known then n.answer end as answer, ${epoch('n.made_at')} as "madeAt",
       case when s.known then ${epoch('n.tried_at')} end as "triedAt", case when s.known then ${epoch('n.sent_at')} end as "sentAt",
       case when not s.known or n.state = 'waiting' then ${epoch('n.next_at')} end as "nextAt"
     from notification_alert l join notification n on (n.account, n.id) = (l.account, l.notification)
       cross join lateral (select coalesce(n.tried_at <= $4, true) as known) s
     where l.account = $2 and l.alert = $3 and n.made_at <= $4 and coalesce(l.joined_at <= $4, true) and exists (
       select from alert a ${withOwner}
       where a.account = $2 and a.id = $3 and ($1::text[] is null or ${owner} = any($1)))
     order by n.id`,
    [teamsOf(scope), account, id, toTime(now)],
  );
  const book = await ruleBook(scope);
  return rows.map((row) => ({ ...row, title: book(row.rule)?.title ?? row.rule }));
};
