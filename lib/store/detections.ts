import type { PoolClient } from 'pg';
import { actorOf } from '#lib/audit/detections/actor.ts';
import { judgeRecord, rulesFor } from '#lib/audit/detections/judge.ts';
import { statelessRules } from '#lib/audit/detections/rules.ts';
import { noteDenials } from './denials.ts';
import { type Detected, type Evaluated, insertDetections, recordOf } from './detection-rows.ts';
import { noteGuards } from './guarded.ts';
import { noteNetworks, notePassedRoles } from './seen-pairs.ts';

/**
 * Rules that ask what was seen before would not see what another transaction is about to save: of one account, one after the other.
 * Taken after the events were inserted, when a transaction waits for nothing else any more.
 */
const takeTurns = (client: PoolClient, accounts: readonly string[]) =>
  client.query(`select pg_advisory_xact_lock(hashtextextended('detections ' || a, 0)) from unnest($1::text[]) a`, [accounts]);

function judge(one: Evaluated): Detected[] {
  const { event } = one;
  if (rulesFor(event).length === 0) return [];
  const record = recordOf(one);
  if (!record) return [];
  return judgeRecord(event, record).map((finding) => ({
    account: event.account,
    eventId: event.eventId,
    at: event.at,
    ...finding,
  }));
}

/** Events of one actor lie side by side in a batch, and share one text. */
function evaluated(events: readonly Pick<Evaluated, 'event' | 'raw'>[]): Evaluated[] {
  let last: Evaluated | undefined;
  return events.map(({ event, raw }) => {
    const actor = actorOf(event);
    const isSame = last?.actor === actor && last.event.account === event.account;
    last = { event, raw, actor, whose: last && isSame ? last.whose : `${event.account} ${actor}` };
    return last;
  });
}

/** Findings of a rule that would no longer say so, from before it was changed. */
const withdrawStateless = (client: PoolClient, list: readonly Evaluated[]) =>
  client.query(
    `delete from detection d using unnest($1::text[], $2::text[]) as e (account, event_id)
     where (d.account, d.event_id) = (e.account, e.event_id) and d.rule = any($3)`,
    [list.map(({ event }) => event.account), list.map(({ event }) => event.eventId), Object.keys(statelessRules)],
  );

/**
 * Evaluates every rule over events, inside the transaction that saves them. In whatever order events come, and however often, the same
 * detections stand in the end: a rule that rests on what was seen before is judged anew where an older event changes that.
 * @param isAnew whether the events may have been evaluated before, by rules that were others
 */
export async function saveDetections(
  client: PoolClient,
  events: readonly Pick<Evaluated, 'event' | 'raw'>[],
  isAnew = false,
): Promise<void> {
  if (events.length === 0) return;
  const list = evaluated(events);
  if (isAnew) await withdrawStateless(client, list);
  await insertDetections(client, list.flatMap(judge));
  await takeTurns(client, [...new Set(list.map(({ event }) => event.account))].toSorted());
  await noteNetworks(client, list, isAnew);
  await notePassedRoles(client, list, isAnew);
  await noteDenials(client, list);
  await noteGuards(client, list);
}
