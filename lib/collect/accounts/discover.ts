import { organizationsRegion } from '#lib/aws/organizations.ts';
import { saveAccounts, saveStates } from '#lib/store/accounts.ts';
import type { RunReport } from '../context.ts';
import type { Collecting } from '../cycle.ts';
import { recordRun } from '../run.ts';
import { fetchOrganization } from './fetch.ts';
import { organizationAccount } from './members.ts';

/**
 * Looks which accounts the organization has, as a run: what was read whole takes the place of what was known, what was not changes
 * nothing. @returns null where trailwatch.yaml names no organization
 */
export async function discoverAccounts(collecting: Collecting): Promise<RunReport | null> {
  const { organization, accounts: configured } = collecting.config;
  if (!organization) return null;
  const account = organizationAccount(organization);
  const region = organizationsRegion(organization.regions[0] ?? '');
  return recordRun({ ...collecting, account, region }, { collector: 'organization', purpose: 'live' }, async (run) => {
    const { accounts, failure } = await fetchOrganization(run.aws, organization);
    if (failure) {
      run.fail(failure);
      return;
    }
    const isConfigured = ({ id }: { id: string }): boolean => configured.some((one) => one.id === id);
    const at = new Date(run.clock.now());
    await saveStates(run.db, accounts.filter(isConfigured));
    const found = accounts.filter((one) => !isConfigured(one));
    await saveAccounts(run.db, 'organization', { accounts: found, at });
    run.count('read', accounts.length);
    run.count('written', found.length);
  });
}
