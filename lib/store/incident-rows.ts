import type { PoolClient } from 'pg';

/** An alert or a notification, by its account and its id there. */
export type Ref = { account: string; id: string };
export const refKey = ({ account, id }: Ref): string => `${account} ${id}`;

/** That something began, as a channel was told, or is to be. Epoch ms. */
export type BegunRow = Ref & { channel: string; region: string; team: string; rule: string; key: string; at: number };
/** `isSpared`: nobody was told of it. */
export type LinkRow = { account: string; notification: string; alert: string; isSpared: boolean };
export type StandingRow = Ref & { region: string; kind: string; name: string; isOpen: boolean; isHeld: boolean };
type EndRow = { account: string; alert: string; seq: number; step: 'resolved' | 'gone' };

const columnsOf = (refs: readonly Ref[]): [string[], string[]] => [refs.map(({ account }) => account), refs.map(({ id }) => id)];
/** Each asks one table by its keys alone: however little the planner knows of a storm, it can only look them up. */
const among = '(select * from unnest($1::text[], $2::bigint[]))';
const begunColumns = `account, id, channel, region, team, rule, key, extract(epoch from at)::float8 * 1000 as at`;
const isBeginning = `step in ('fired', 'again')`;

export async function listLinksOf(client: PoolClient, by: 'alert' | 'notification', refs: readonly Ref[]): Promise<LinkRow[]> {
  if (refs.length === 0) return [];
  const { rows } = await client.query<LinkRow>(
    `select account, notification, alert, is_spared as "isSpared" from notification_alert where (account, ${by}) in ${among}`,
    columnsOf(refs),
  );
  return rows;
}

/** Those of these notifications that tell of a beginning. */
export async function listBegun(client: PoolClient, refs: readonly Ref[]): Promise<BegunRow[]> {
  if (refs.length === 0) return [];
  const { rows } = await client.query<BegunRow>(
    `select ${begunColumns} from notification where (account, id) in ${among} and ${isBeginning}`,
    columnsOf(refs),
  );
  return rows;
}

/** Beginnings between two moments (epoch ms), but what was given up. */
export async function listBegunBetween(client: PoolClient, from: number, to: number): Promise<BegunRow[]> {
  const { rows } = await client.query<BegunRow>(
    `select ${begunColumns} from notification where at > $1 and at <= $2 and ${isBeginning} and state <> 'dead'`,
    [new Date(from), new Date(to)],
  );
  return rows;
}

/** Of these, those that nobody was told the end of. */
export async function withoutOver(client: PoolClient, begun: readonly BegunRow[]): Promise<BegunRow[]> {
  if (begun.length === 0) return [];
  const { rows } = await client.query<{ account: string; incident: string }>(
    `select account, incident from notification where (account, incident) in (select * from unnest($1::text[], $2::text[])) and step in ('resolved', 'gone')`,
    [begun.map(({ account }) => account), begun.map(({ key }) => key)],
  );
  const over = new Set(rows.map(({ account, incident }) => `${account} ${incident}`));
  return begun.filter(({ account, key }) => !over.has(`${account} ${key}`));
}

/** `isHeld`: nobody was told of its last beginning. */
export async function listStanding(client: PoolClient, alerts: readonly Ref[]): Promise<StandingRow[]> {
  if (alerts.length === 0) return [];
  const { rows } = await client.query<StandingRow>(
    `select account, id, region, kind, name, resolved_at is null as "isOpen", held_seq is not null as "isHeld" from alert where (account, id) in ${among}`,
    columnsOf(alerts),
  );
  return rows;
}

/** The last end of each of these alerts. */
export async function listLastEnds(client: PoolClient, alerts: readonly Ref[]): Promise<EndRow[]> {
  if (alerts.length === 0) return [];
  const { rows } = await client.query<EndRow>(
    `select distinct on (account, alert) account, alert, seq, step from alert_transition
     where (account, alert) in ${among} and step in ('resolved', 'gone') order by account, alert, seq desc`,
    columnsOf(alerts),
  );
  return rows;
}
