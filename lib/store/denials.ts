import type { PoolClient } from 'pg';
import { aboutOf, actionOf } from '#lib/audit/detections/attempt.ts';
import { detectionRules } from '#lib/audit/detections/rules.ts';
import type { AuditResult } from '#lib/audit/result.ts';
import { hourMs, minuteMs } from '#lib/time.ts';
import { type Denial, reconcileAllowed } from './allowed-after.ts';
import type { Evaluated } from './detection-rows.ts';

const denialsIn = (list: readonly Evaluated[]): Denial[] =>
  list.flatMap(({ event, actor }): Denial[] => {
    if (!actor || event.result !== 'denied') return [];
    const { account, eventId, at, who } = event;
    return [{ account, eventId, at, actor, who, action: actionOf(event), about: aboutOf(event) }];
  });

const save = (client: PoolClient, denials: readonly Denial[]) =>
  client.query(
    `insert into denial (account, event_id, at, actor, who, action, about)
     select account, event_id, at, actor, who, action, about
     from jsonb_to_recordset($1::jsonb) as x (account text, event_id text, at timestamptz, actor text, who text, action text, about text)
     order by account, event_id on conflict do nothing`,
    [JSON.stringify(denials.map(({ eventId, ...one }) => ({ ...one, event_id: eventId })))],
  );

type Span = { account: string; actor: string; from: number; to: number };

/** From the first to the last event of each actor, of those that count. */
function spansOf(list: readonly Evaluated[], counts: (result: AuditResult) => boolean): Span[] {
  const spans = new Map<string, Span>();
  for (const { event, actor, whose } of list) {
    if (!actor || !counts(event.result)) continue;
    const time = event.at.getTime();
    const known = spans.get(whose);
    if (!known) spans.set(whose, { account: event.account, actor, from: time, to: time });
    else if (time < known.from) known.from = time;
    else if (time > known.to) known.to = time;
  }
  return [...spans.values()];
}

const burst = { atLeast: 10, withinMs: 10 * minuteMs } as const;

/**
 * A burst begins with the denial that is the tenth within ten minutes, when the one before it was not. What a new denial can change lies
 * between ten minutes before it (a burst counts what follows) and twenty after; what those rest on, ten more on each side.
 */
async function reconcileBursts(client: PoolClient, spans: readonly Span[]): Promise<void> {
  await client.query(
    `with span as (select *, $5::float8 * interval '1 millisecond' as within from unnest($1::text[], $2::text[], $3::timestamptz[], $4::timestamptz[]) as s (account, actor, lo, hi)),
     near as materialized (
       select d.account, d.actor, d.event_id, d.at, d.action, s.lo, s.hi, s.within,
         count(*) over (partition by d.account, d.actor order by d.at range between interval '10 minutes' preceding and current row) as n
       from span s join denial d on (d.account, d.actor) = (s.account, s.actor) and d.at between s.lo - 3 * s.within and s.hi + 3 * s.within
     ), stepped as (
       select *, case when lag(at) over w >= at - within then lag(n) over w else 0 end as before from near
       window w as (partition by account, actor order by at, event_id)
     ), begun as materialized (
       select * from stepped where n >= $6 and coalesce(before, 0) < $6 and at between lo - within and hi + 2 * within
     ), gone as (
       delete from detection x using span s
       where x.account = s.account and x.rule = 'denial_burst' and x.basis = s.actor and x.at between s.lo - s.within and s.hi + 2 * s.within
         and not exists (select from begun b where (b.account, b.event_id) = (x.account, x.event_id))
     )
     insert into detection (account, event_id, rule, at, severity, found, basis)
     select b.account, b.event_id, 'denial_burst', b.at, $7, (
         select jsonb_build_object('count', count(*), 'actions', (array_agg(distinct split_part(n.action, ':', 2)))[1:3]) from near n
         where (n.account, n.actor) = (b.account, b.actor) and n.at between b.at - b.within and b.at + b.within), b.actor
     from begun b
     on conflict (account, event_id, rule, basis) do update set found = excluded.found`,
    [
      spans.map((one) => one.account),
      spans.map((one) => one.actor),
      spans.map((one) => new Date(one.from)),
      spans.map((one) => new Date(one.to)),
      burst.withinMs,
      burst.atLeast,
      detectionRules.denial_burst.severity,
    ],
  );
}

/** Denials that are near enough to events of the same actor to matter to them. */
async function denialsAround(client: PoolClient, spans: readonly Span[]): Promise<Denial[]> {
  const { rows } = await client.query<Denial>(
    `select d.account, d.event_id as "eventId", d.at, d.actor, d.who, d.action, d.about
     from unnest($1::text[], $2::text[], $3::timestamptz[], $4::timestamptz[]) as s (account, actor, lo, hi)
     join denial d on (d.account, d.actor) = (s.account, s.actor) and d.at between s.lo and s.hi order by d.at, d.event_id`,
    [
      spans.map((one) => one.account),
      spans.map((one) => one.actor),
      spans.map((one) => new Date(one.from - hourMs)),
      spans.map((one) => new Date(one.to + hourMs)),
    ],
  );
  return rows;
}

/** Notes what was denied, and judges bursts of it and what was allowed soon after. */
export async function noteDenials(client: PoolClient, list: readonly Evaluated[]): Promise<void> {
  const fresh = denialsIn(list);
  if (fresh.length > 0) {
    await save(client, fresh);
    await reconcileBursts(
      client,
      spansOf(list, (result) => result === 'denied'),
    );
  }
  const acted = spansOf(list, (result) => result !== 'failed');
  if (acted.length === 0) return;
  const near = await denialsAround(client, acted);
  if (near.length > 0) await reconcileAllowed(client, { near, fresh, list });
}
