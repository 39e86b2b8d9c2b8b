import type { Pool } from 'pg';
import { exportNames } from '../queries/exports.ts';
import { keysIn, teams, type WorldKey } from './random-worlds.ts';
import { place } from './seed-fleet.ts';
import { markOf, type World } from './seed-teams.ts';

/** What can be named in a world, whoever it belongs to: an attacker guesses names and counts numbers. */
export type Guesses = {
  world: World;
  run: number;
  series: readonly number[];
  events: readonly string[];
  alerts: readonly number[];
  people: readonly string[];
};
type Params = Record<string, string>;

/** What a database gave numbers and names to. */
export async function namesIn(pool: Pool): Promise<Pick<Guesses, 'series' | 'events' | 'alerts'>> {
  const { rows: series } = await pool.query<{ id: number }>('select id from series order by id');
  const { rows: events } = await pool.query<{ id: string }>('select event_id as id from audit_event order by at');
  const { rows: alerts } = await pool.query<{ id: number }>('select id::float8 as id from alert order by id');
  return { alerts: alerts.map(({ id }) => id), series: series.map(({ id }) => id), events: events.map(({ id }) => id) };
}

const textKey = ({ team: _, ...key }: WorldKey): Params => key;
const keysOf = ({ world }: Guesses, kinds: readonly string[] | null = null): Params[] =>
  keysIn(world)
    .filter(({ kind }) => kinds === null || kinds.includes(kind))
    .map(textKey);
/** For each path with a name in it, the names that are tried. A new path fails until it has its row. */
const guesses: readonly [RegExp, (all: Guesses) => Params[]][] = [
  [/\/endpoints\/\{account\}/, (all) => keysOf(all, ['endpoint'])],
  [/\/workforce\/\{account\}/, (all) => keysOf(all, ['labeling_job'])],
  [/\/jobs\/\{kind\}/, (all) => keysOf(all, ['training_job'])],
  [/\/resources\/\{kind\}/, (all) => keysOf(all)],
  [/\/events\/\{id\}/, ({ events }) => events.map((id) => ({ id }))],
  [/\/audit\/\{eventId\}/, ({ events }) => events.map((eventId) => ({ eventId }))],
  [/\/accounts\/\{account\}/, () => [{ account: place.account }, { account: '999999999999' }]],
  [/\/alerts\/\{id\}/, ({ alerts }) => alerts.map((id) => ({ id: String(id) }))],
  [/\/alerts\/rules\/\{rule\}/, () => [...teams, 'unowned'].map((team) => ({ rule: `${markOf(team)}-rule` }))],
  [/\/alert-rules\/\{id\}/, () => [...teams, 'unowned'].map((team) => ({ id: `${markOf(team)}-rule` }))],
  [/\/runs\/\{id\}/, ({ run }) => [{ id: String(run) }]],
  [/\/series\/\{account\}\/\{id\}/, ({ series }) => series.map((id) => ({ account: place.account, id: String(id) }))],
  [/\/people\/\{id\}/, ({ people }) => people.map((id) => ({ id }))],
  [/\/export\/\{table\}/, () => exportNames.map((table) => ({ table }))],
];

const fill = (pattern: string, params: Params): string =>
  pattern.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(params[name] ?? ''));

/** The parameters of a path's pattern (`/runs/{id}`, beside `{team}`), for everything that there is. */
export function paramsOf(pattern: string, all: Guesses): Params[] {
  if (!/\{(?!team\})/.test(pattern)) return [{}];
  const row = guesses.find(([of]) => of.test(pattern));
  if (!row) throw new RangeError(`what is asked of ${pattern} stands in no row of lib/testing/questions`);
  return row[1](all);
}

/** The paths of one pattern (`/{team}/runs/{id}`), as a member of `own` would try them under every team. */
export const pathsOf = (pattern: string, all: Guesses, under: readonly string[]): string[] =>
  (pattern.includes('{team}') ? under : ['all']).flatMap((team) =>
    paramsOf(pattern, all).map((params) => fill(pattern, { ...params, team })),
  );

/** What an operation's query is asked with: by the parameters that it knows. */
export function queriesOf(id: string, shape: Readonly<Record<string, unknown>>, all: Guesses): Params[] {
  const has = (name: string) => Object.hasOwn(shape, name);
  const under = has('team') ? ['all', ...teams, 'unowned'].map((team): Params => ({ team })) : [{}];
  // A log's lines come from AWS by a worker: see app/api/v1/logs.
  if (id === 'readLogs') return keysOf(all, ['alarm', 'cluster_node']);
  if (id === 'exportTable') {
    const ofOne = [{ run: String(all.run) }, ...keysOf(all, ['endpoint', 'labeling_job'])];
    return [...under, { format: 'json' }, ...ofOne.map((one) => ({ ...one, format: 'json' }))];
  }
  if (has('kind') && has('name')) return keysOf(all);
  if (!has('q')) return under;
  return [...under, ...[...teams, 'unowned'].map((team) => ({ q: markOf(team) }))];
}
