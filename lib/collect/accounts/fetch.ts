import type { CallFailure } from '#lib/aws/call.ts';
import { describeOrganization, listAccounts, listAccountsForParent, listAccountTags, listUnits } from '#lib/aws/organizations.ts';
import { fetchAll, pages } from '#lib/aws/pages.ts';
import type { AwsRegion } from '#lib/aws/region.ts';
import type { OrganizationConfig } from '#lib/config.ts';
import { type FoundAccount, isChosen, neededFor } from './choose.ts';

export type Found = { accounts: FoundAccount[]; failure: CallFailure | null };

const active = 'ACTIVE';
const gone = /^(CLOSED|PENDING_ACTIVATION)$/;

/** The accounts right under a unit and under all units below it. */
async function accountsUnder(aws: AwsRegion, parent: string): Promise<{ ids: string[]; failure: CallFailure | null }> {
  const own = await fetchAll(pages(aws, listAccountsForParent, { ParentId: parent }), (page) => page.Accounts);
  const below = await fetchAll(pages(aws, listUnits, { ParentId: parent }), (page) => page.OrganizationalUnits);
  const ids = own.items.flatMap(({ Id }) => Id ?? []);
  let failure = own.failure ?? below.failure;
  for (const { Id } of below.items) {
    if (!Id) continue;
    const deeper = await accountsUnder(aws, Id);
    ids.push(...deeper.ids);
    failure ??= deeper.failure;
  }
  return { ids, failure };
}

async function tagsOf(aws: AwsRegion, id: string): Promise<{ tags: Record<string, string>; failure: CallFailure | null }> {
  const { items, failure } = await fetchAll(pages(aws, listAccountTags, { ResourceId: id }), (page) => page.Tags);
  return { tags: Object.fromEntries(items.map(({ Key, Value }) => [Key ?? '', Value ?? ''])), failure };
}

/**
 * The accounts of the organization that the configuration chooses, without the management account, which StackSets leave out, too.
 * With a `failure` the list says nothing: whoever is missing from it may be there.
 */
export async function fetchOrganization(aws: AwsRegion, config: OrganizationConfig): Promise<Found> {
  const described = await aws.send(describeOrganization, {});
  if (!described.ok) return { accounts: [], failure: described.failure };
  const management = described.value.Organization?.MasterAccountId;
  const { items, failure } = await fetchAll(pages(aws, listAccounts, {}), (page) => page.Accounts);
  if (failure) return { accounts: [], failure };
  const needed = neededFor(config);
  const unitsOf = new Map<string, string[]>();
  for (const unit of needed.units) {
    const under = await accountsUnder(aws, unit);
    if (under.failure) return { accounts: [], failure: under.failure };
    for (const id of under.ids) unitsOf.set(id, [...(unitsOf.get(id) ?? []), unit]);
  }
  const accounts: FoundAccount[] = [];
  for (const { Id: id, Name: name, State, Status } of items) {
    // AWS retired Status on 9 September 2026; older simulators know nothing else.
    const state = State ?? Status ?? active;
    if (!id || id === management || gone.test(state)) continue;
    const tagged = needed.hasTags ? await tagsOf(aws, id) : { tags: {}, failure: null };
    if (tagged.failure) return { accounts: [], failure: tagged.failure };
    accounts.push({ id, name: name ?? id, state, units: unitsOf.get(id) ?? [], tags: tagged.tags });
  }
  return { accounts: accounts.filter((account) => isChosen(account, config)), failure: null };
}
