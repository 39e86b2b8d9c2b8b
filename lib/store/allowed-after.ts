import type { PoolClient } from 'pg';
import { actionOf } from '#lib/audit/detections/attempt.ts';
import { detectionRules } from '#lib/audit/detections/rules.ts';
import { hourMs, minuteMs } from '#lib/time.ts';
import { type Detected, type Evaluated, insertDetections } from './detection-rows.ts';

/** An event that AWS refused, as the rules about denials compare it. */
export type Denial = { account: string; eventId: string; at: Date; actor: string; who: string; action: string; about: string };

/** A denial and until when what is allowed follows it: to the next denial of the same, an hour at most. Denials in order of time. */
type Stretch = Denial & { until: number };

const keyOf = ({ account, actor, action }: Pick<Denial, 'account' | 'actor' | 'action'>): string =>
  `${account} ${action} ${actor}`;

/** Who mistypes a password and then gets it right was given nothing. */
const signIn = 'signin.amazonaws.com:ConsoleLogin';

function stretchesOf(near: readonly Denial[]): Map<string, Stretch[]> {
  const byKey = new Map<string, Stretch[]>();
  const last = new Map<string, Stretch>();
  for (const denial of near) {
    if (denial.action === signIn) continue;
    const stretch = { ...denial, until: denial.at.getTime() + hourMs };
    const key = keyOf(denial);
    const former = last.get(`${key} ${denial.about}`);
    if (former) former.until = Math.min(former.until, denial.at.getTime());
    last.set(`${key} ${denial.about}`, stretch);
    const list = byKey.get(key);
    if (list) list.push(stretch);
    else byKey.set(key, [stretch]);
  }
  return byKey;
}

/** The stretches that new events change: those of new denials, the ones that these cut short, and those that new successes lie in. */
function affected(byKey: ReadonlyMap<string, Stretch[]>, fresh: readonly Denial[], list: readonly Evaluated[]): Stretch[] {
  const found = new Set<Stretch>();
  const isFresh = new Set(fresh.map(({ account, eventId }) => `${account} ${eventId}`));
  for (const stretches of byKey.values()) {
    const former = new Map<string, Stretch>();
    for (const stretch of stretches) {
      const before = former.get(stretch.about);
      if (isFresh.has(`${stretch.account} ${stretch.eventId}`)) {
        found.add(stretch);
        if (before) found.add(before);
      }
      former.set(stretch.about, stretch);
    }
  }
  const wereDenied = new Set([...byKey.values()].flatMap(([first]) => (first ? [`${first.account} ${first.actor}`] : [])));
  for (const { event, actor, whose } of list) {
    if (!actor || event.result !== 'ok' || !wereDenied.has(whose)) continue;
    const time = event.at.getTime();
    for (const stretch of byKey.get(keyOf({ account: event.account, actor, action: actionOf(event) })) ?? []) {
      const isSame = stretch.about === '' ? event.targets.length === 0 : event.targets.includes(stretch.about);
      if (isSame && stretch.at.getTime() < time && time <= stretch.until) found.add(stretch);
    }
  }
  return [...found];
}

type Allowed = { account: string; deniedId: string; deniedAt: Date; eventId: string; at: Date };

/** Who an actor was, as events tell it: a role by what was come through, a person by name and not through a role. */
const isOf = {
  role: `a.through = s.name`,
  person: `a.who = s.name and (a.through is null or a.through like 'SSO %')`,
} as const;

/** The first success of each stretch, where there is one. */
async function firstAllowed(client: PoolClient, stretches: readonly Stretch[], kind: keyof typeof isOf): Promise<Allowed[]> {
  if (stretches.length === 0) return [];
  const { rows } = await client.query<Allowed>(
    `select s.account, s.event_id as "deniedId", s.at as "deniedAt", e.event_id as "eventId", e.at
     from unnest($1::text[], $2::text[], $3::timestamptz[], $4::timestamptz[], $5::text[], $6::text[], $7::text[]) as s (account, event_id, at, until, name, action, about)
     cross join lateral (
       select array(select a.id from audit_actor a where a.account = s.account and ${isOf[kind]}) as actors,
         array(select c.id from audit_call c where c.event_name = split_part(s.action, ':', 2) and c.event_source = split_part(s.action, ':', 1)) as calls
     ) words
     join lateral (
       select coalesce(nullif(e.odd_id, ''), e.event_id::text) as event_id, e.at from event e
       join audit_outcome o on o.id = e.outcome and o.result = 'ok'
       left join audit_object t on t.id = e.object
       where e.at > s.at and e.at <= s.until and e.actor = any(words.actors) and e.call = any(words.calls)
         and (s.about = any(string_to_array(t.targets, E'\\x1f')) or (s.about = '' and coalesce(t.targets, '') = ''))
       order by e.at, e.event_id limit 1) e on true`,
    [
      stretches.map((one) => one.account),
      stretches.map((one) => one.eventId),
      stretches.map((one) => one.at),
      stretches.map((one) => new Date(one.until)),
      stretches.map((one) => (kind === 'role' ? one.actor.slice('role:'.length) : one.who)),
      stretches.map((one) => one.action),
      stretches.map((one) => one.about),
    ],
  );
  return rows;
}

const detected = ({ account, deniedId, deniedAt, eventId, at }: Allowed): Detected => ({
  account,
  eventId,
  at,
  rule: 'denied_then_allowed',
  severity: detectionRules.denied_then_allowed.severity,
  object: null,
  found: { minutes: Math.max(1, Math.round((at.getTime() - deniedAt.getTime()) / minuteMs)), deniedId },
  basis: deniedId,
});

/** Judges anew what was allowed soon after it was denied, wherever new events may have changed that. */
export async function reconcileAllowed(
  client: PoolClient,
  { near, fresh, list }: { near: readonly Denial[]; fresh: readonly Denial[]; list: readonly Evaluated[] },
): Promise<void> {
  const stretches = affected(stretchesOf(near), fresh, list);
  if (stretches.length === 0) return;
  const isRole = ({ actor }: Stretch): boolean => actor.startsWith('role:');
  const allowed = [
    ...(await firstAllowed(client, stretches.filter(isRole), 'role')),
    ...(await firstAllowed(
      client,
      stretches.filter((one) => !isRole(one)),
      'person',
    )),
  ];
  await client.query(
    `delete from detection d using unnest($1::text[], $2::text[]) as s (account, event_id)
     where d.account = s.account and d.rule = 'denied_then_allowed' and d.basis = s.event_id`,
    [stretches.map((one) => one.account), stretches.map((one) => one.eventId)],
  );
  await insertDetections(client, allowed.map(detected));
}
