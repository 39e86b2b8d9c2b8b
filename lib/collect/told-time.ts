import type { CallFailure } from '#lib/aws/call.ts';
import { homeRegion } from '#lib/aws/home-region.ts';
import type { Aws } from '#lib/aws/session.ts';
import { getCallerIdentity } from '#lib/aws/sts.ts';
import { createTally } from '#lib/aws/tally.ts';
import { namesAccounts } from '#lib/config.ts';
import { addToMeter } from '#lib/store/meter.ts';
import type { Clock } from '#lib/time.ts';
import { organizationAccount } from './accounts/members.ts';
import type { CollectorId, PlaceContext, RunReport } from './context.ts';
import { recordRun } from './run.ts';

type Asker = Pick<PlaceContext, 'aws' | 'db' | 'account'> & { region: string };

const asking = new WeakMap<Aws, Promise<CallFailure | null>>();

/**
 * Has AWS tell the time where no answer has told it yet: any answer does, a refusal too. A call that needs no permission and is free.
 * @returns why it was not told; null once it is
 */
export async function askTime({ aws, db, account, region }: Asker): Promise<CallFailure | null> {
  if (aws.skewMs() !== null) return null;
  const ask = async (): Promise<CallFailure | null> => {
    const tally = createTally();
    const answer = await aws.region(account, homeRegion(region), tally).send(getCallerIdentity, {});
    await addToMeter(db.pool, tally.drain());
    return answer.ok || aws.skewMs() !== null ? null : answer.failure;
  };
  const asked = asking.get(aws) ?? ask().finally(() => asking.delete(aws));
  asking.set(aws, asked);
  return asked;
}

/** Asks in whichever account comes first: what a process writes from then on carries the time. */
export async function askAnybody({ config, aws, db }: Pick<PlaceContext, 'config' | 'aws' | 'db'>): Promise<void> {
  const [account] = [...config.accounts, ...(config.organization ? [organizationAccount(config.organization)] : [])];
  if (account) await askTime({ aws, db, account, region: account.regions[0] ?? '' });
}

/**
 * What is planned by a clock that nobody has checked may be of another hour, or year: minutes that do not exist yet would count as asked for.
 * @returns null where AWS has told the time; else the run that says that it has not, and nothing is to be planned
 */
export async function runWithoutTime(context: PlaceContext, collector: CollectorId): Promise<RunReport | null> {
  const failure = await askTime(context);
  if (failure === null) return null;
  return recordRun(context, { collector, purpose: 'live' }, async (run) => {
    const message = `Nothing was asked: AWS has told no time yet, and this machine's alone may be wrong. ${failure.message}`;
    run.fail({ ...failure, message }, { subject: 'time' });
  });
}

/** Whether the time can be gone by where something is dropped for its age. Where no account is collected, nobody can check a clock. */
export const knowsTime = ({ aws, config }: Pick<PlaceContext, 'aws' | 'config'>): boolean =>
  aws.skewMs() !== null || !namesAccounts(config);

/** When something began, by a clock that may have been corrected since: never later than now. */
export const begunBy = (clock: Clock, startedAt: number): number => Math.min(startedAt, clock.now());
