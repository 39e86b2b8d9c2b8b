import type { CallFailure } from '#lib/aws/call.ts';
import { organizationsRegion } from '#lib/aws/organizations.ts';
import { createTally } from '#lib/aws/tally.ts';
import type { PlaceContext } from '../context.ts';
import type { Collecting } from '../cycle.ts';
import { fetchOrganization } from './fetch.ts';
import { memberAccount, organizationAccount } from './members.ts';
import { fetchRegions, hasAutoRegions, regionsAnswerIn } from './regions.ts';

export type Looked = Pick<Collecting, 'config' | 'aws'>;
type Found = { places: ProbedPlace[]; failure: CallFailure | null };
type ProbedPlace = Pick<PlaceContext, 'account' | 'region'>;

/** Every place that would be collected, the organization's accounts asked of AWS at once: nothing is stored. */
export async function findPlaces({ config, aws }: Looked): Promise<Found> {
  const { organization, accounts } = config;
  if (!organization) return spread(aws, accounts);
  const region = organizationsRegion(organization.regions[0] ?? '');
  const found = await fetchOrganization(aws.region(organizationAccount(organization), region, createTally()), organization);
  const members = found.accounts
    .filter(({ id, state }) => state === 'ACTIVE' && !accounts.some((one) => one.id === id))
    .map((member) => memberAccount(organization, member));
  const all = await spread(aws, [...accounts, ...members]);
  return { places: all.places, failure: found.failure ?? all.failure };
}

/** Each account in each of its Regions; where they are auto, in those that AWS names. */
async function spread(aws: Looked['aws'], accounts: readonly PlaceContext['account'][]): Promise<Found> {
  let failure: CallFailure | null = null;
  const regionsOf = async (account: PlaceContext['account']): Promise<readonly string[]> => {
    if (!hasAutoRegions(account)) return account.regions;
    const found = await fetchRegions(aws.region(account, regionsAnswerIn(account), createTally()), (refused) => {
      failure = refused;
    });
    return found ?? [];
  };
  const places = await Promise.all(
    accounts.map(async (account) => (await regionsOf(account)).map((region) => ({ account, region }))),
  );
  return { places: places.flat(), failure };
}
