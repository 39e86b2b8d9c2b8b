import {
  DescribeOrganizationCommand,
  ListAccountsCommand,
  ListAccountsForParentCommand,
  ListOrganizationalUnitsForParentCommand,
  ListTagsForResourceCommand,
} from '@aws-sdk/client-organizations';
import { type CallRow, declareCall } from './call.ts';

const row = (operation: string, feeds: string): CallRow => ({
  service: 'organizations',
  operation,
  action: `organizations:${operation}`,
  feeds,
});

export const describeOrganization = declareCall(
  row('DescribeOrganization', 'which account is the management account'),
  DescribeOrganizationCommand,
);
export const listAccounts = declareCall(row('ListAccounts', 'accounts that come and go'), ListAccountsCommand);
export const listAccountsForParent = declareCall(
  row('ListAccountsForParent', 'accounts chosen by organizational unit'),
  ListAccountsForParentCommand,
);
export const listUnits = declareCall(
  row('ListOrganizationalUnitsForParent', 'accounts chosen by a unit above theirs'),
  ListOrganizationalUnitsForParentCommand,
);
export const listAccountTags = declareCall(row('ListTagsForResource', 'accounts chosen by tag'), ListTagsForResourceCommand);

const partitions: readonly [RegExp, string][] = [
  [/^cn-/, 'cn-northwest-1'],
  [/^us-gov-/, 'us-gov-west-1'],
];

/** Organizations is answered in one Region of each partition. */
export const organizationsRegion = (region: string): string => partitions.find(([of]) => of.test(region))?.[1] ?? 'us-east-1';
