import { homeRegion } from '#lib/aws/home-region.ts';
import type { Aws } from '#lib/aws/session.ts';
import { doubtOf } from '#lib/aws/standing.ts';
import { createTally } from '#lib/aws/tally.ts';
import { type ProbeResult, probesFor, tryProbe } from '../probes.ts';
import type { CollectedAccount } from './members.ts';

export type Examined = { name: string; account: string; region: string; isOff: boolean; results: ProbeResult[] };

export const isWell = ({ word }: ProbeResult): boolean => word === 'allowed';

/**
 * Tries every call in one account and Region. Without an identity, which is proved in the home Region, every other answer would be the
 * same one; a Region that is off is told once.
 */
export async function examine(aws: Aws, account: CollectedAccount, region: string): Promise<Examined> {
  const tally = createTally();
  const here = aws.region(account, region, tally);
  const [first, second, ...rest] = probesFor(here, aws.clock.now());
  const tried = { name: account.name, account: account.id, region };
  if (!first || !second) return { ...tried, isOff: false, results: [] };
  const identity = await tryProbe(aws.region(account, homeRegion(region), tally), first);
  if (!isWell(identity)) return { ...tried, isOff: false, results: [identity] };
  const list = await tryProbe(here, second);
  if (list.failure && doubtOf(list.failure)) return { ...tried, isOff: true, results: [identity, list] };
  return {
    ...tried,
    isOff: false,
    results: [identity, list, ...(await Promise.all(rest.map((probe) => tryProbe(here, probe))))],
  };
}
