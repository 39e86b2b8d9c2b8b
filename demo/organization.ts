import { accounts, logArchive, managementAccount } from './accounts.ts';

/** AWS's states of an account in an organization (Organizations API reference, Account.State). */
type MemberState = 'ACTIVE' | 'SUSPENDED' | 'PENDING_CLOSURE';
export type Member = {
  id: string;
  name: string;
  state: MemberState;
  /** Its parent: the root or an organizational unit. */
  parent: string;
  tags: readonly { Key: string; Value: string }[];
};

export const organizationId = 'o-trailwatch1';
export const rootId = 'r-demo';
const unit = (suffix: string): string => `ou-demo-${suffix}`;

export const units: readonly { id: string; name: string; parent: string }[] = [
  { id: unit('workloads1'), name: 'Workloads', parent: rootId },
  { id: unit('machinelearn'), name: 'Machine learning', parent: unit('workloads1') },
  { id: unit('sandboxes1'), name: 'Sandboxes', parent: rootId },
  { id: unit('security01'), name: 'Security', parent: rootId },
];

const member = (id: string, name: string, parent: string, rest: Partial<Member> = {}): Member => ({
  ...{ id, name, parent: unit(parent), state: 'ACTIVE', tags: [] },
  ...rest,
});

/** The management account, those with a fleet, and small ones in which nothing runs yet. */
export const members: readonly Member[] = [
  member(managementAccount, 'management', '', { parent: rootId }),
  ...accounts.map(({ id, name }) => member(id, name, 'machinelearn')),
  member('222233334444', 'ml-staging', 'machinelearn', { tags: [{ Key: 'stage', Value: 'test' }] }),
  member('555566667777', 'ml-labeling', 'workloads1'),
  member('666677778888', 'old-experiments', 'workloads1', { state: 'SUSPENDED' }),
  member('888899990000', 'sandbox-1', 'sandboxes1'),
  member(logArchive.account, 'log-archive', 'security01'),
];

/** AWS filters a page after it is cut: accounts that were removed long ago leave empty pages behind. */
export const removedLongAgo = 25;

/** Members in which the role of Trailwatch was put by a StackSet. */
export const hasReaderRole = (id: string): boolean =>
  members.some((one) => one.id === id && one.id !== managementAccount && !/sandbox|security/.test(one.parent));
