import { listRegions } from '#lib/aws/account.ts';
import { pages } from '#lib/aws/pages.ts';
import type { AwsRegion } from '#lib/aws/region.ts';
import { type AccountConfig, autoRegions } from '#lib/config.ts';
import { openRegion, saveClosedRegion, saveRegions } from '#lib/store/accounts.ts';
import { dayMs } from '#lib/time.ts';
import type { RunContext, RunReport } from '../context.ts';
import type { Collecting } from '../cycle.ts';
import { recordRun } from '../run.ts';
import type { CollectedAccount } from './members.ts';

export const hasAutoRegions = ({ regions }: Pick<AccountConfig, 'regions'>): boolean => regions[0] === autoRegions;

/** Account management is answered in one Region of each partition. */
const answeredIn: Readonly<Record<string, string>> = { 'aws-cn': 'cn-northwest-1', 'aws-us-gov': 'us-gov-west-1' };
export const regionsAnswerIn = ({ role }: Pick<AccountConfig, 'role'>): string =>
  answeredIn[role?.split(':')[1] ?? ''] ?? 'us-east-1';

/** Regions that are switched on for the account whose role this is; null when AWS did not say, which `fail` is told. */
export async function fetchRegions(aws: AwsRegion, fail: RunContext['fail']): Promise<string[] | null> {
  const found: string[] = [];
  for await (const page of pages(aws, listRegions, { RegionOptStatusContains: ['ENABLED', 'ENABLED_BY_DEFAULT'] })) {
    if (!page.ok) {
      fail(page.failure);
      return null;
    }
    found.push(...(page.value.Regions ?? []).flatMap(({ RegionName }) => RegionName ?? []));
  }
  return found.toSorted();
}

/**
 * Looks which Regions of an account are on, as a run. One that is on no more is a state of the account, as one that answers nothing is;
 * whether SageMaker is there, its own answer tells. What could not be read changes nothing.
 */
export const discoverRegions = (collecting: Collecting, account: CollectedAccount): Promise<RunReport> =>
  recordRun(
    { ...collecting, account, region: regionsAnswerIn(account) },
    { collector: 'regions', purpose: 'live' },
    async (run) => {
      const regions = await fetchRegions(run.aws, run.fail);
      if (regions === null) return;
      run.count('read', regions.length);
      const at = run.clock.now();
      const gone = await saveRegions(run.db, account.id, regions);
      run.count('switchedOff', gone.length);
      for (const region of gone) {
        const closed = {
          account: account.id,
          region,
          word: 'not_enabled',
          code: 'DISABLED',
          message: 'Switched off for this account.',
        };
        await saveClosedRegion(run.db, closed, { at: new Date(at), againAt: new Date(at + dayMs) });
      }
      for (const region of regions) await openRegion(run.db, { account: account.id, region }, 'DISABLED');
    },
  );
