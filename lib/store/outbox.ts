import type { PoolClient } from 'pg';
import type { AlertStep } from '#lib/alerts/decide.ts';
import { hears } from '#lib/alerts/hears.ts';
import { openingAt } from '#lib/alerts/hours.ts';
import type { AlertSubject } from '#lib/alerts/reading.ts';
import type { RuleBook } from '#lib/alerts/rule-book.ts';
import { channelKinds } from '#lib/catalog/channel-kinds.ts';
import type { Channel } from '#lib/config-alerts.ts';
import { insertNotifications, type NewNotification } from './notification-rows.ts';

/** A step of an alert that people are to be told of. `at` in epoch ms. */
export type Telling = AlertSubject & { rule: string; alert: string; seq: number; step: AlertStep; at: number };
type Owned = Telling & { team: string };
type Link = { alert: string; seq: number };
/** Who may be told, and what is said of the rules. */
export type Audience = { channels: readonly Channel[]; book: RuleBook };
/** Whom a step is told to; `incident`: the key of what began it, where it refers to that. */
type Hearer = { channel: Channel; incident: string | null };
type Group = Omit<Owned, 'alert' | 'seq' | 'name' | 'kind'> & Hearer & { links: Link[] };

const isOver = ({ step }: Pick<Telling, 'step'>): boolean => step === 'resolved' || step === 'gone';

/** Each with its resource's owner at this moment. */
async function withTeams(client: PoolClient, tellings: readonly Telling[]): Promise<Owned[]> {
  const column = (name: keyof AlertSubject) => tellings.map((one) => one[name]);
  const { rows } = await client.query<{ team: string }>(
    `select coalesce(r.team, 'unowned') as team
     from unnest($1::text[], $2::text[], $3::text[], $4::text[]) with ordinality as t (account, region, kind, name, nth)
     left join resource r on (r.account, r.region, r.kind, r.name) = (t.account, t.region, t.kind, t.name) order by t.nth`,
    [column('account'), column('region'), column('kind'), column('name')],
  );
  return tellings.map((one, nth) => ({ ...one, team: rows[nth]?.team ?? 'unowned' }));
}

type Heard = { alert: string; channel: string; key: string };

/** Which channels heard that these alerts began, and by which notification last. */
async function listHeard(client: PoolClient, ended: readonly Telling[]): Promise<Map<string, Heard[]>> {
  if (ended.length === 0) return new Map();
  const { rows } = await client.query<Heard>(
    `select distinct on (l.account, l.alert, n.channel) l.alert, n.channel, n.key
     from notification_alert l join notification n on (n.account, n.id) = (l.account, l.notification)
     where (l.account, l.alert) in (select * from unnest($1::text[], $2::bigint[])) and n.step in ('fired', 'again')
     order by l.account, l.alert, n.channel, n.id desc`,
    [ended.map(({ account }) => account), ended.map(({ alert }) => alert)],
  );
  return Map.groupBy(rows, ({ alert }) => alert);
}

/** Who heard that it began hears that it ended, whoever owns it by then. */
function hearersOf(one: Owned, { channels, book }: Audience, heard: readonly Heard[]): Hearer[] {
  if (!isOver(one)) {
    return channels.filter((channel) => hears(channel, one, book)).map((channel) => ({ channel, incident: null }));
  }
  // That a day is over mends no failed job: nobody is told, and an incident is closed.
  const isOfMoment = book(one.rule)?.isMoment === true;
  return channels.flatMap((channel) => {
    const { keepsIncidents, isThreaded } = channelKinds[channel.kind];
    const began = heard.find((each) => each.channel === channel.id);
    if (began === undefined || (isOfMoment && !keepsIncidents)) return [];
    return [{ channel, incident: isThreaded ? began.key : null }];
  });
}

/** What one judging makes of one rule, place, team and step is one notification a channel, however many alerts it is. */
function groupsOf(tellings: readonly Owned[], audience: Audience, heard: ReadonlyMap<string, Heard[]>): Group[] {
  const groups = new Map<string, Group>();
  for (const one of tellings) {
    const { account, region, team, rule, step, at, alert, seq } = one;
    for (const { channel, incident } of hearersOf(one, audience, heard.get(alert) ?? [])) {
      const key = JSON.stringify([channel.id, account, region, team, rule, step, incident]);
      const group = groups.get(key) ?? { account, region, team, rule, step, at, channel, incident, links: [] };
      group.links.push({ alert, seq });
      groups.set(key, group);
    }
  }
  return [...groups.values()];
}

/** Names of two installations that watch one account differ by the moment. */
function keyOf({ account, channel, at, links }: Group): string {
  const [first] = links;
  return `tw-${account}-${first?.alert}-${first?.seq}-${channel.id}-${at.toString(36)}`;
}

/** What begins outside a channel's hours waits until they begin. */
function notificationOf(group: Group): NewNotification {
  const { channel, at, ...rest } = group;
  const nextAt = isOver(group) || channel.hours === undefined ? at : openingAt(at, channel.hours);
  return {
    ...{ ...rest, at, key: keyOf(group), channel: channel.id, kind: channel.kind },
    ...(nextAt > at ? { nextAt, isDeferred: true } : { nextAt: at, isDeferred: false }),
  };
}

/** Writes down who is to be told, in the transaction that keeps the steps: neither is without the other. */
export async function addNotifications(client: PoolClient, tellings: readonly Telling[], audience: Audience): Promise<void> {
  if (tellings.length === 0 || audience.channels.length === 0) return;
  const owned = await withTeams(client, tellings);
  const heard = await listHeard(client, tellings.filter(isOver));
  await insertNotifications(client, groupsOf(owned, audience, heard).map(notificationOf));
}
