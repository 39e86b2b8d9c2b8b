import type { PoolClient } from 'pg';
import { hears } from '#lib/alerts/hears.ts';
import { openingAt } from '#lib/alerts/hours.ts';
import { covers, type Gravity, gather, type Incident } from '#lib/alerts/incident.ts';
import type { AlertSubject } from '#lib/alerts/reading.ts';
import type { RuleBook } from '#lib/alerts/rule-book.ts';
import type { OwnedTelling, Telling } from '#lib/alerts/telling.ts';
import { channelKinds } from '#lib/catalog/channel-kinds.ts';
import type { Channel } from '#lib/config-alerts.ts';
import { findNear, type Joining, joinIncidents, listOverIncidents, type OverIncident } from './incidents.ts';
import { insertNotifications, type NewNotification } from './notification-rows.ts';

/** Who may be told, and what is said of the rules. */
export type Audience = { channels: readonly Channel[]; book: RuleBook };

const isOver = ({ step }: Pick<Telling, 'step'>): boolean => step === 'resolved' || step === 'gone';

async function withTeams(client: PoolClient, tellings: readonly Telling[]): Promise<OwnedTelling[]> {
  const column = (name: keyof AlertSubject) => tellings.map((one) => one[name]);
  const { rows } = await client.query<{ team: string }>(
    `select coalesce(r.team, 'unowned') as team
     from unnest($1::text[], $2::text[], $3::text[], $4::text[]) with ordinality as t (account, region, kind, name, nth)
     left join resource r on (r.account, r.region, r.kind, r.name) = (t.account, t.region, t.kind, t.name) order by t.nth`,
    [column('account'), column('region'), column('kind'), column('name')],
  );
  return tellings.map((one, nth) => ({ ...one, team: rows[nth]?.team ?? 'unowned' }));
}

/** Of a rule that is known no more, what is the less. */
const gravityIn =
  (book: RuleBook) =>
  ({ rule }: { rule: string }): Gravity => {
    const { severity = 'ticket', isMoment = false } = book(rule) ?? {};
    return { severity, isMoment };
  };

/** Names of two installations that watch one account differ by the moment. */
const keyOf = ({ account, channel, at, links: [first] }: Pick<NewNotification, 'account' | 'channel' | 'at' | 'links'>): string =>
  `tw-${account}-${first?.alert}-${first?.seq}-${channel}-${at.toString(36)}`;

type Members = readonly [OwnedTelling, ...OwnedTelling[]];

/** What begins outside a channel's hours waits until they begin. */
function beginningOf([first, ...rest]: Members, channel: Channel): NewNotification {
  const { account, region, team, rule, step, at } = first;
  const links = [first, ...rest].map(({ alert, seq }) => ({ alert, seq }));
  const nextAt = channel.hours === undefined ? at : openingAt(at, channel.hours);
  const about = { account, region, team, rule, step, at, channel: channel.id, links };
  return { ...about, key: keyOf(about), kind: channel.kind, incident: null, nextAt, isDeferred: nextAt > at };
}

/** Who heard that it began hears that it ended, whoever owns it by then. */
function endOf(over: OverIncident, at: number, { channels, book }: Audience): NewNotification[] {
  const channel = channels.find(({ id }) => id === over.channel);
  if (!channel) return [];
  // That a day is over mends no failed job: nobody is told, and an incident is closed.
  if (book(over.rule)?.isMoment === true && !channelKinds[channel.kind].keepsIncidents) return [];
  const { isGone, key: incident, ...about } = over;
  const step = isGone ? ('gone' as const) : ('resolved' as const);
  return [{ ...about, step, at, key: keyOf({ ...about, at }), kind: channel.kind, incident, nextAt: at, isDeferred: false }];
}

/** What one cause does is told once: what of it was told before, later beginnings join. */
async function addBeginnings(
  client: PoolClient,
  begun: readonly OwnedTelling[],
  { channels, book }: Audience,
): Promise<NewNotification[]> {
  const [first] = begun;
  if (!first) return [];
  const gravityOf = gravityIn(book);
  const near = await findNear(client, begun, first.at);
  const made: NewNotification[] = [];
  const joining: Joining[] = [];
  for (const channel of channels) {
    const known = new Map<string, Incident<OwnedTelling>>();
    const formerOf = (one: OwnedTelling): Incident<OwnedTelling> | null => {
      const told = gravityOf(one).isMoment ? [] : near(one).filter((each) => each.channel === channel.id);
      const former = told.find((each) => covers(gravityOf(each), gravityOf(one)));
      if (!former) return null;
      const incident = known.get(former.id) ?? { id: former.id, gravity: gravityOf(former), members: [] };
      known.set(former.id, incident);
      return incident;
    };
    const heard = begun.filter((one) => hears(channel, one, book));
    for (const { id, members } of gather(heard, { gravityOf, formerOf })) {
      const [lead, ...rest] = members;
      if (lead && id === null) made.push(beginningOf([lead, ...rest], channel));
      if (id !== null)
        joining.push(...members.map(({ account, alert, seq, at }) => ({ account, notification: id, alert, seq, at })));
    }
  }
  await joinIncidents(client, joining);
  return made;
}

/** Writes down who is to be told, in the transaction that keeps the steps: neither is without the other. */
export async function addNotifications(client: PoolClient, tellings: readonly Telling[], audience: Audience): Promise<void> {
  const [first] = tellings;
  if (!first || audience.channels.length === 0) return;
  const [ended = [], begun = []] = [true, false].map((over) => tellings.filter((one) => isOver(one) === over));
  const ends = (await listOverIncidents(client, ended, begun)).flatMap((over) => endOf(over, first.at, audience));
  const beginnings = await addBeginnings(client, await withTeams(client, begun), audience);
  await insertNotifications(client, [...ends, ...beginnings]);
}
