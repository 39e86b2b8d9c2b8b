import type { PoolClient } from 'pg';
import { decide, end, type Transition } from '#lib/alerts/decide.ts';
import { alertKey, type Reading } from '#lib/alerts/reading.ts';
import { ruleBookOf } from '#lib/alerts/rule-book.ts';
import type { Telling } from '#lib/alerts/telling.ts';
import { alertRules, isAlertRule } from '#lib/catalog/alert-rules.ts';
import { isOwnSubject } from '#lib/catalog/alert-subjects.ts';
import type { AlertsConfig } from '#lib/config-alerts.ts';
import { minuteMs } from '#lib/time.ts';
import { addTransitions, type Decided, insertAlerts, type Kept, listKept, type Step, updateAlerts } from './alert-rows.ts';
import { holdTellings, type Judged } from './held-tellings.ts';
import { notify } from './notices.ts';
import { addNotifications } from './outbox.ts';
import { type Db, transaction } from './transaction.ts';

/** So long the tags of a new resource are waited for. */
const untaggedMs = 10 * minuteMs;

/** Which open alerts are about resources that are in the inventory no more. */
async function listGone(client: PoolClient, all: readonly Kept[]): Promise<Set<Kept>> {
  const kept = all.filter(({ kind }) => !isOwnSubject(kind));
  const { rows } = await client.query<{ nth: number }>(
    `select k.nth::int - 1 as nth from unnest($1::text[], $2::text[], $3::text[], $4::text[]) with ordinality as k (account, region, kind, name, nth)
     where not exists (select from resource r where (r.account, r.region, r.kind, r.name) = (k.account, k.region, k.kind, k.name) and r.deleted_at is null)`,
    [kept.map((one) => one.account), kept.map((one) => one.region), kept.map((one) => one.kind), kept.map((one) => one.name)],
  );
  return new Set(rows.map(({ nth }) => kept[nth] as Kept));
}

function decideAll(kept: readonly Kept[], readings: readonly Reading[], now: number): Decided[] {
  const known = new Map(kept.map((one) => [alertKey({ rule: one.rule, subject: one }), one]));
  return readings.map((reading) => {
    const former = known.get(alertKey(reading)) ?? null;
    return { kept: former, about: reading, decision: decide(former?.state ?? null, reading, now) };
  });
}

/** Open alerts that nothing was read of: what is no more has ended, and so has what is listed only while it is broken. */
async function decideUnread(
  client: PoolClient,
  kept: readonly Kept[],
  { read, now }: { read: ReadonlySet<string>; now: number },
) {
  const unread = kept.filter((one) => one.state.resolvedAt === null && !read.has(alertKey({ rule: one.rule, subject: one })));
  const gone = await listGone(client, unread);
  return unread.flatMap((one): Decided[] => {
    const about = { rule: one.rule, subject: one };
    // Rules of one's own read all that they watch: of the rest they were taken off, or there is no such rule any more.
    if (gone.has(one) || !isAlertRule(one.rule)) return [{ kept: one, about, decision: end(one.state, now) }];
    if (alertRules[one.rule].isListedWhileBroken) {
      return [{ kept: one, about, decision: decide(one.state, { ...about, verdict: 'holds' }, now) }];
    }
    // Of subjects that are no resources all that there are is read each time.
    return isOwnSubject(one.kind) ? [{ kept: one, about, decision: end(one.state, now) }] : [];
  });
}

/** Whose a new resource is, its tags say, which are read after it: whoever is to be told is not known before. */
async function withoutUntagged(client: PoolClient, all: readonly Decided[], now: number): Promise<Decided[]> {
  const isNew = (one: Decided): boolean => one.decision.transitions.some(({ step }) => step === 'fired');
  const fresh = all.filter(isNew);
  if (fresh.length === 0) return [...all];
  const column = (name: keyof Reading['subject']) => fresh.map(({ about }) => about.subject[name]);
  const { rows } = await client.query<{ nth: number }>(
    `select k.nth::int - 1 as nth from unnest($1::text[], $2::text[], $3::text[], $4::text[]) with ordinality as k (account, region, kind, name, nth)
     join resource r on (r.account, r.region, r.kind, r.name) = (k.account, k.region, k.kind, k.name)
     where r.team = 'unowned' and r.tags_at is null and r.first_seen_at > $5`,
    [column('account'), column('region'), column('kind'), column('name'), new Date(now - untaggedMs)],
  );
  const untagged = new Set(rows.map(({ nth }) => fresh[nth]));
  return all.filter((one) => !untagged.has(one));
}

/** Nobody is told of what is calm, nor of what is not calm any more before it ended. */
const isTold = ({ step }: Step, former: Kept | null): boolean =>
  step !== 'calm' && (step !== 'again' || (former !== null && former.state.resolvedAt !== null));

/** One alert began, or one that was there took a step. */
export type AlertNews = { alert: string; account: string } & Transition;

type Stepped = { step: Step; telling: Telling | null };

function stepsOf(
  { kept, about: { rule, subject }, decision: { transitions } }: Decided,
  ids: ReadonlyMap<string, string>,
): Stepped[] {
  const id = ids.get(alertKey({ rule, subject }));
  const [alert, first] = id === undefined ? [kept?.id ?? '', kept?.steps ?? 0] : [id, 0];
  const { account, region, kind, name } = subject;
  return transitions.map((one, nth) => {
    const step = { ...one, account, alert, seq: first + nth };
    const telling = { account, region, kind, name, rule, alert, seq: step.seq, step: one.step, at: one.at };
    return { step, telling: isTold(step, kept) ? telling : null };
  });
}

/** Every alert as this judging leaves it: what was there, and what is new. */
function judgedOf(kept: readonly Kept[], changed: readonly Decided[], fresh: readonly Telling[]): Judged[] {
  const states = new Map(changed.map((one) => [one.kept, one.decision.next]));
  const known = kept.map((one) => {
    const { id: alert, rule, heldSeq, account, region, kind, name } = one;
    const { resolvedAt, calmSince } = states.get(one) ?? one.state;
    return { alert, rule, heldSeq, account, region, kind, name, isFiring: resolvedAt === null && calmSince === null };
  });
  return [
    ...known,
    ...fresh.map(({ seq: _seq, step: _step, at: _at, ...about }) => ({ ...about, heldSeq: null, isFiring: true })),
  ];
}

/** Who is told, by which rules; `skipped`: rules that nothing was read for this time, whose alerts stay as they are. */
type Judgement = Pick<AlertsConfig, 'channels' | 'rules'> & { skipped?: readonly string[] };

/**
 * Judges readings of a moment (`now`, epoch ms) against the alerts that are kept, one worker at a time, in one transaction: however often a worker
 * dies or begins again, each step is kept once, and once what each of `channels` is to be told of it. @returns what is new
 */
export const saveAlertReadings = (
  db: Db,
  given: readonly Reading[],
  now: number,
  { channels, rules, skipped = [] }: Judgement = { channels: [], rules: [] },
): Promise<AlertNews[]> =>
  transaction(db, async (client) => {
    // What changed hands while it was read may stand in it twice.
    const readings = [...new Map(given.map((one) => [alertKey(one), one])).values()];
    await client.query(`select pg_advisory_xact_lock(hashtext('alerts'))`);
    const kept = await listKept(client, now);
    const all = [
      ...(await withoutUntagged(client, decideAll(kept, readings, now), now)),
      ...(await decideUnread(
        client,
        kept.filter(({ rule }) => !skipped.includes(rule)),
        { read: new Set(readings.map(alertKey)), now },
      )),
    ].filter(({ kept: former, decision: { next } }) => next !== null && next !== former?.state);
    const fresh = all.filter((one) => one.kept === null || isNewAlert(one));
    const ids = await insertAlerts(client, fresh);
    const changed = all.flatMap((one) => (one.kept === null || isNewAlert(one) ? [] : [{ ...one, kept: one.kept }]));
    await updateAlerts(client, changed);
    const stepped = all.flatMap((one) => stepsOf(one, ids));
    const steps = stepped.map(({ step }) => step);
    await addTransitions(client, steps);
    if (steps.length > 0) await notify(client, { noun: 'alerts' });
    const tellings = stepped.flatMap(({ telling }) => telling ?? []);
    const begun = tellings.filter(({ seq }) => seq === 0);
    await addNotifications(client, await holdTellings(client, { tellings, judged: judgedOf(kept, changed, begun), now }), {
      channels,
      book: ruleBookOf(rules),
    });
    return steps.map(({ seq: _, ...one }) => one);
  });

/** What ended too long ago to come back begins anew. */
const isNewAlert = ({ kept, decision: { next } }: Decided): boolean =>
  kept !== null && kept.state.resolvedAt !== null && next !== null && next.firedAt !== kept.state.firedAt;

/** Deletes a batch of alerts that ended before, with their steps, what people did about them and what was told of them. @returns how many */
export async function expireAlerts({ pool }: Db, { before, most }: { before: Date; most: number }): Promise<number> {
  const { rowCount } = await pool.query(
    `with gone as (delete from alert where (account, id) in (select account, id from alert where resolved_at < $1 limit $2 for update skip locked) returning account, id),
     steps as (delete from alert_transition t using gone where (t.account, t.alert) = (gone.account, gone.id)),
     deeds as (delete from alert_deed d using gone where (d.account, d.alert) = (gone.account, gone.id)),
     links as (delete from notification_alert l using gone where (l.account, l.alert) = (gone.account, gone.id) returning l.account, l.notification),
     told as (delete from notification n using links where (n.account, n.id) = (links.account, links.notification) and not exists (
       select from notification_alert l where (l.account, l.notification) = (n.account, n.id) and (l.account, l.alert) not in (select account, id from gone)))
     select from gone`,
    [before, most],
  );
  return rowCount ?? 0;
}
