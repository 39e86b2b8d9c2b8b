import { homeRegion } from '#lib/aws/home-region.ts';
import type { Doubt, Standing } from '#lib/aws/standing.ts';
import { getCallerIdentity } from '#lib/aws/sts.ts';
import { createTally } from '#lib/aws/tally.ts';
import { openRegion, type StandingRow, saveClosedRegion, saveStanding } from '#lib/store/accounts.ts';
import { addToMeter } from '#lib/store/meter.ts';
import { dayMs } from '#lib/time.ts';
import type { Collecting } from '../cycle.ts';
import type { CollectedAccount } from './members.ts';

type Place = { account: string; region: string };
export const keyOf = ({ account, region }: Place): string => `${account} ${region}`;

/** A Region that is off may be switched on on any day. */
const lookAgainMs = dayMs;

/** Sessions live on wall time, runs on the clock: what a page compares with its own time is told in the clock's. */
const onClock = ({ clock, aws }: Collecting, at: number | null): number | null =>
  at === null ? null : clock.now() + (at - aws.wall()) * (clock.speed || 1);

function rowOf(collecting: Collecting, account: CollectedAccount, { provedAt, expiresAt, refusal }: Standing): StandingRow {
  const told = (at: number | null) => onClock(collecting, at);
  return {
    account: account.id,
    provedAt: told(provedAt),
    expiresAt: told(expiresAt),
    refusal: refusal && {
      code: refusal.failure.code,
      message: refusal.failure.message,
      since: told(refusal.since) ?? 0,
      refusals: refusal.refusals,
      tryAt: told(refusal.tryAt) ?? 0,
    },
    skewMs: collecting.aws.skewMs(),
  };
}

/** A session that is proved elsewhere: it is the Region that answers nothing. */
async function isProved({ aws, db }: Collecting, account: CollectedAccount, region: string): Promise<boolean> {
  const tally = createTally();
  const answer = await aws.region(account, homeRegion(region), tally).send(getCallerIdentity, {});
  await addToMeter(db.pool, tally.drain());
  return answer.ok;
}

type Closed = ReadonlyMap<string, number>;

/** Writes down how this process stands with its accounts, whenever that changes. */
export function createStandings(collecting: Collecting) {
  const { aws, db, clock } = collecting;
  const told = new Map<string, string>();
  const judged = new WeakSet<Doubt>();

  const close = async (account: CollectedAccount, region: string, { word, failure }: Doubt): Promise<void> => {
    if (!(await isProved(collecting, account, region))) return;
    const { code, message } = failure;
    const at = clock.now();
    await saveClosedRegion(
      db,
      { account: account.id, region, word, code, message },
      { at: new Date(at), againAt: new Date(at + lookAgainMs) },
    );
  };

  const keepRegions = async (account: CollectedAccount, { doubts }: Standing, closed: Closed): Promise<void> => {
    for (const region of account.regions) {
      const doubt = doubts.get(region);
      const againAt = closed.get(keyOf({ account: account.id, region }));
      if (doubt === null && againAt !== undefined) await openRegion(db, { account: account.id, region });
      if (!doubt || judged.has(doubt) || (againAt ?? 0) > clock.now()) continue;
      judged.add(doubt);
      await close(account, region, doubt);
    }
  };

  const keepSession = async (account: CollectedAccount, standing: Standing): Promise<void> => {
    const { provedAt, expiresAt, refusal } = standing;
    if (provedAt === null && refusal === null) return;
    // Not the skew itself, which is measured a little otherwise at each answer.
    const state = JSON.stringify([provedAt, expiresAt, refusal, Math.round((aws.skewMs() ?? 0) / 5000)]);
    if (told.get(account.id) === state) return;
    await saveStanding(db, rowOf(collecting, account, standing), new Date(clock.now()));
    told.set(account.id, state);
  };

  /** @param closed by account and Region, when a Region that answers nothing is looked at again */
  return async (account: CollectedAccount, closed: Closed): Promise<void> => {
    const standing = aws.standing(account);
    await keepSession(account, standing);
    await keepRegions(account, standing, closed);
  };
}
