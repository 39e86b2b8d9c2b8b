import { hexOf, idOf, streamOf, uniform, uuidOf } from '../random.ts';
import type { Place } from '../types.ts';
import { latestOccurrence, type Occurrence, occurrencesBetween, type Recurrence } from './recurrence.ts';
import { arnOf, isAt, type Owner, prodEu, prodUs } from './setting.ts';

/** Two private workforces, one a Region, each behind its Cognito user pool; their teams and the 32 people in them. */
export type WorkforceRow = { name: string; place: Place; createdAt: number; networks: readonly string[] };
export type WorkteamRow = {
  name: string;
  workforce: WorkforceRow;
  team: Owner;
  createdAt: number;
  members: number;
  description: string;
};

export const workforces = {
  eu: {
    name: 'retail-crowd-eu',
    place: prodEu,
    createdAt: Date.UTC(2025, 0, 20, 10, 0),
    networks: ['198.51.100.0/24', '203.0.113.0/25', '192.0.2.64/26'],
  },
  us: { name: 'retail-crowd-us', place: prodUs, createdAt: Date.UTC(2025, 2, 3, 15, 0), networks: ['192.0.2.128/26'] },
} as const satisfies Record<string, WorkforceRow>;

export const workteams: readonly WorkteamRow[] = [
  {
    name: 'shelf-crew-eu',
    workforce: workforces.eu,
    team: 'retail-labels',
    createdAt: Date.UTC(2025, 0, 21, 9, 30),
    members: 14,
    description: 'Shelf and pallet boxes',
  },
  {
    name: 'receipt-crew-eu',
    workforce: workforces.eu,
    team: 'retail-labels',
    createdAt: Date.UTC(2025, 1, 10, 9, 0),
    members: 12,
    // As somebody typed it: the console must show it as text.
    description: 'Receipts & intents <img src=x onerror=alert(1)> קבלות',
  },
  {
    name: 'cart-crew-us',
    workforce: workforces.us,
    team: 'retail-labels',
    createdAt: Date.UTC(2025, 2, 4, 16, 0),
    members: 6,
    description: 'Cart video frames',
  },
];

export const workforceArn = (row: WorkforceRow): string => arnOf(row.place, `workforce/${row.name}`);
export const workteamArn = (row: WorkteamRow): string => arnOf(row.workforce.place, `workteam/private-crowd/${row.name}`);
export const userPool = (row: WorkforceRow): string => `${row.place.region}_${idOf(9, 'pool', row.name)}`;
export const clientId = (row: WorkforceRow): string => hexOf(26, 'client', row.name);
export const subDomain = (row: WorkforceRow): string =>
  `${hexOf(10, 'portal', row.name)}.labeling.${row.place.region}.sagemaker.aws`;

export type Worker = { id: string; sub: string; index: number; stream: number; pace: number; startHour: number };

/** Half of a crew begins in the morning, the rest in the afternoon and, a few, at night; hours of UTC. */
const shifts = [6, 6, 13, 6, 21, 6, 13] as const;

export const workersOf = (team: WorkteamRow): Worker[] =>
  Array.from({ length: team.members }, (_, index) => {
    const stream = streamOf('worker', team.name, index);
    const shift = shifts[index % shifts.length] ?? 6;
    return {
      id: hexOf(16, 'worker', team.name, index),
      sub: uuidOf('cognito', team.name, index),
      index,
      stream,
      pace: 0.75 + uniform(stream, 0) * 0.5,
      startHour: team.workforce.place.region === 'us-east-1' ? shift + 5 : shift,
    };
  });

const minuteMs = 60_000;

/**
 * label-lead narrows the networks that a workforce may come from, and a crew is shut out until it is widened again:
 * every 20 hours, for an hour and a half.
 */
export const stall: Recurrence = { everyMs: 20 * 60 * minuteMs, offsetMs: 3 * 60 * minuteMs, lastsMs: 90 * minuteMs };
export const stalledTeam = 'shelf-crew-eu';
/** The change comes a little before the last worker is gone. */
export const narrowedAt = (one: Occurrence): number => one.from - 72_000;
export const widenedAt = (one: Occurrence): number => one.to - 33_000;

/** People join and leave a crew now and then; the crews of a place take turns. */
const membership: Recurrence = { everyMs: 53 * 3_600_000, offsetMs: 18.5 * 3_600_000, lastsMs: 1000 };

/** Changes of who is in the crews of a place, within [from, to) and some just outside it. */
export function membershipChanges(place: Place, from: number, to: number): { row: WorkteamRow; at: number }[] {
  const crews = workteams.filter((row) => isAt(row.workforce.place, place));
  return occurrencesBetween(membership, from, to).flatMap(({ index, from: at }) => {
    const row = crews[index % Math.max(1, crews.length)];
    return row ? [{ row, at }] : [];
  });
}

export function workteamModifiedAt(row: WorkteamRow, now: number): number {
  const turns = membershipChanges(row.workforce.place, now - 2 * workteams.length * membership.everyMs, now + 1);
  const last = turns.findLast((turn) => turn.row === row && turn.at <= now)?.at;
  return Math.max(last ?? 0, row.createdAt + 24 * 3_600_000);
}

/** The networks a workforce allows at a moment, and since when. */
export function networksAt(row: WorkforceRow, at: number): { networks: readonly string[]; since: number } {
  const one = latestOccurrence(stall, at + 72_000);
  if (row.name !== workforces.eu.name || one.from < row.createdAt) return { networks: row.networks, since: row.createdAt };
  if (at < widenedAt(one)) return { networks: row.networks.slice(0, 2), since: narrowedAt(one) };
  return { networks: row.networks, since: widenedAt(one) };
}
