import type { PoolClient } from 'pg';
import { sameResourceMs, sameRuleMs } from '#lib/alerts/incident.ts';
import type { OwnedTelling } from '#lib/alerts/telling.ts';
import { alertRuleIds, alertRules } from '#lib/catalog/alert-rules.ts';
import {
  type BegunRow,
  type LinkRow,
  listBegun,
  listBegunBetween,
  listLastEnds,
  listLinksOf,
  listStanding,
  type Ref,
  refKey,
  withoutOver,
} from './incident-rows.ts';

type Place = { account: string; region: string; team: string };
const placeOf = ({ account, region, team }: Place): string => `${account} ${region} ${team}`;
const alertOf = ({ account, alert }: { account: string; alert: string }): Ref => ({ account, id: alert });
const notificationOf = ({ account, notification }: LinkRow): Ref => ({ account, id: notification });
const unique = (refs: readonly Ref[]): Ref[] => [...new Map(refs.map((one) => [refKey(one), one])).values()];
const newestFirst = (a: Ref, b: Ref): number => Number(BigInt(b.id) - BigInt(a.id));

/** What was told before and may be of the same cause as a beginning, the newest first. */
export type Near = (one: OwnedTelling) => readonly BegunRow[];

const momentRules: ReadonlySet<string> = new Set(alertRuleIds.filter((id) => 'isMoment' in alertRules[id]));

/**
 * What was told before a moment (`now`, epoch ms), goes on, and may be of the same cause as one of these beginnings of that moment: of the same
 * resource within the hour, or of the same rule within minutes.
 */
export async function findNear(client: PoolClient, begun: readonly OwnedTelling[], now: number): Promise<Near> {
  if (begun.length === 0) return () => [];
  const recent = (await listBegunBetween(client, now - sameResourceMs, now)).filter(({ rule }) => !momentRules.has(rule));
  const going = await withoutOver(client, recent);
  const links = (await listLinksOf(client, 'notification', going)).filter(({ isSpared }) => !isSpared);
  const standing = new Map((await listStanding(client, unique(links.map(alertOf)))).map((one) => [refKey(one), one]));
  const fresh = new Set(begun.map(alertOf).map(refKey));
  const byNotification = Map.groupBy(links, (one) => refKey(notificationOf(one)));
  const byKey = new Map<string, BegunRow[]>();
  for (const incident of going.toSorted(newestFirst)) {
    const members = (byNotification.get(refKey(incident)) ?? []).flatMap((one) => standing.get(refKey(alertOf(one))) ?? []);
    if (!members.some((one) => one.isOpen && !one.isHeld && !fresh.has(refKey(one)))) continue;
    const resources = new Set(members.map(({ kind, name }) => `${placeOf(incident)} ${kind} ${name}`));
    const keys = [...resources, ...(incident.at > now - sameRuleMs ? [`${placeOf(incident)} ${incident.rule}`] : [])];
    for (const key of keys) byKey.set(key, [...(byKey.get(key) ?? []), incident]);
  }
  return (one) => {
    const place = placeOf(one);
    return [...(byKey.get(`${place} ${one.kind} ${one.name}`) ?? []), ...(byKey.get(`${place} ${one.rule}`) ?? [])];
  };
}

export type Joining = { account: string; notification: string; alert: string; seq: number; at: number };

/** Alerts that are of a cause that was told before: nobody is told of them, and what ends with them ends later. */
export async function joinIncidents(client: PoolClient, joining: readonly Joining[]): Promise<void> {
  if (joining.length === 0) return;
  await client.query(
    `insert into notification_alert (account, notification, alert, seq, joined_at)
     select account, notification, alert, seq, joined_at
     from jsonb_to_recordset($1) as j (account text, notification bigint, alert bigint, seq int, joined_at timestamptz)`,
    [JSON.stringify(joining.map(({ at, ...one }) => ({ ...one, joined_at: new Date(at).toISOString() })))],
  );
}

/** What a channel was told that it began, with all of its alerts over; `isGone`: because none of what they were about is there any more. */
export type OverIncident = Pick<BegunRow, 'account' | 'region' | 'team' | 'rule' | 'channel' | 'key'> & {
  isGone: boolean;
  links: { alert: string; seq: number }[];
};

type AlertKey = { account: string; alert: string };

/** Alerts by the incident that each counts to, of each channel the newest that it began; not where nobody was told of it. */
async function membersOf(client: PoolClient, incidents: readonly BegunRow[]): Promise<Map<string, Ref[]>> {
  const alerts = unique((await listLinksOf(client, 'notification', incidents)).map(alertOf));
  const links = await listLinksOf(client, 'alert', alerts);
  const begun = new Map((await listBegun(client, unique(links.map(notificationOf)))).map((one) => [refKey(one), one]));
  const newest = new Map<string, { incident: BegunRow; link: LinkRow }>();
  for (const link of links) {
    const incident = begun.get(refKey(notificationOf(link)));
    if (!incident) continue;
    const key = `${refKey(alertOf(link))} ${incident.channel}`;
    const known = newest.get(key);
    if (!known || newestFirst(known.incident, incident) > 0) newest.set(key, { incident, link });
  }
  const told = [...newest.values()].filter(({ link }) => !link.isSpared);
  const byIncident = Map.groupBy(told, ({ incident }) => refKey(incident));
  return new Map([...byIncident].map(([key, list]) => [key, list.map(({ link }) => alertOf(link))]));
}

/**
 * Incidents whose last open alert is one of these that ended. What is back and silenced, nobody was told of, and what comes back in this judging
 * (`begun`) was over.
 */
export async function listOverIncidents(
  client: PoolClient,
  ended: readonly AlertKey[],
  begun: readonly AlertKey[],
): Promise<OverIncident[]> {
  const touched = unique((await listLinksOf(client, 'alert', ended.map(alertOf))).map(notificationOf));
  const going = await withoutOver(client, await listBegun(client, touched));
  const members = await membersOf(client, going);
  const alerts = unique([...members.values()].flat());
  const standing = await listStanding(client, alerts);
  const back = new Set(begun.map(alertOf).map(refKey));
  const open = new Set(standing.filter((one) => one.isOpen && !one.isHeld && !back.has(refKey(one))).map(refKey));
  const fresh = new Set(ended.map(alertOf).map(refKey));
  const over = going.filter((incident) => {
    const keys = (members.get(refKey(incident)) ?? []).map(refKey);
    return keys.some((key) => fresh.has(key)) && !keys.some((key) => open.has(key));
  });
  const ends = new Map((await listLastEnds(client, alerts)).map((one) => [refKey(alertOf(one)), one]));
  return over
    .toSorted((a, b) => newestFirst(b, a))
    .map(({ account, region, team, rule, channel, key, ...incident }) => {
      const last = (members.get(refKey({ account, ...incident })) ?? []).flatMap((one) => ends.get(refKey(one)) ?? []);
      const isGone = last.every(({ step }) => step === 'gone');
      return { account, region, team, rule, channel, key, isGone, links: last.map(({ alert, seq }) => ({ alert, seq })) };
    });
}
