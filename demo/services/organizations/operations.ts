import { managementAccount } from '../../accounts.ts';
import { AwsError } from '../../aws-error.ts';
import type { EngineContext, EngineOperation } from '../../engine.ts';
import { type Member, members, organizationId, removedLongAgo, rootId, units } from '../../organization.ts';
import { paginate } from '../../paging.ts';

const arn = (type: string, rest: string): string =>
  `arn:aws:organizations::${managementAccount}:${type}/${organizationId}${rest === '' ? '' : `/${rest}`}`;
const emailOf = ({ name }: Pick<Member, 'name'>): string => `${name}@example.com`;
const joinedAt = Date.UTC(2024, 2, 4) / 1000;

/** Status went out of use on 9 September 2026 and is sent no more; State took its place. */
const accountOf = (member: Member): Record<string, unknown> => ({
  Id: member.id,
  Arn: arn('account', member.id),
  Email: emailOf(member),
  Name: member.name,
  State: member.state,
  JoinedMethod: member.id === managementAccount ? 'INVITED' : 'CREATED',
  JoinedTimestamp: joinedAt,
});

const here = ({ knobs }: EngineContext): readonly Member[] => members.filter(({ id }) => !knobs.hasLeft(id));

const invalidInput = (): AwsError => new AwsError('InvalidInputException', 'You specified an invalid value for NextToken.');

/** A page whose items are filtered after it is cut, so that it may be empty and still have a token. */
function page<T>(items: readonly (T | null)[], input: Record<string, unknown>): { items: T[]; NextToken?: string } {
  const cut = paginate({ items, input, default: 20, max: 20, invalidToken: invalidInput });
  return {
    items: cut.items.filter((item): item is NonNullable<typeof item> => item !== null),
    ...(cut.nextToken === undefined ? {} : { NextToken: cut.nextToken }),
  };
}

function demandParent(parent: unknown): void {
  if (parent === rootId || units.some(({ id }) => id === parent)) return;
  throw new AwsError('ParentNotFoundException', "We can't find a root or OU with the ParentId that you specified.");
}

const describeOrganization: EngineOperation = () => ({
  Organization: {
    Id: organizationId,
    Arn: arn('organization', ''),
    FeatureSet: 'ALL',
    MasterAccountArn: arn('account', managementAccount),
    MasterAccountId: managementAccount,
    MasterAccountEmail: emailOf({ name: 'management' }),
    AvailablePolicyTypes: [],
  },
});

const listAccounts: EngineOperation = (input, context) => {
  const removed = Array.from({ length: removedLongAgo }, () => null);
  const { items, ...rest } = page([...removed, ...here(context)], input);
  return { Accounts: items.map(accountOf), ...rest };
};

const listRoots: EngineOperation = (input) => {
  const root = { Id: rootId, Arn: arn('root', rootId), Name: 'Root', PolicyTypes: [] };
  const { items, ...rest } = page([root], input);
  return { Roots: items, ...rest };
};

const listUnits: EngineOperation = (input) => {
  demandParent(input.ParentId);
  const { items, ...rest } = page(
    units.filter(({ parent }) => parent === input.ParentId),
    input,
  );
  return { OrganizationalUnits: items.map(({ id, name }) => ({ Id: id, Arn: arn('ou', id), Name: name })), ...rest };
};

const listAccountsForParent: EngineOperation = (input, context) => {
  demandParent(input.ParentId);
  const { items, ...rest } = page(
    here(context).filter(({ parent }) => parent === input.ParentId),
    input,
  );
  return { Accounts: items.map(accountOf), ...rest };
};

const listTags: EngineOperation = (input, context) => {
  const member = here(context).find(({ id }) => id === input.ResourceId);
  if (!member)
    throw new AwsError(
      'TargetNotFoundException',
      "We can't find a root, OU, account, or policy with the TargetId that you specified.",
    );
  const { items, ...rest } = page(member.tags, input);
  return { Tags: items, ...rest };
};

/** Organizations answers the management account alone, and from us-east-1. */
const fromManagement =
  (operation: EngineOperation): EngineOperation =>
  (input, context) => {
    if (context.region !== 'us-east-1') {
      throw new AwsError('InvalidSignatureException', `Credential should be scoped to a valid region, not '${context.region}'.`);
    }
    if (context.account !== managementAccount) {
      throw new AwsError('AccessDeniedException', "You don't have permissions to access this resource.");
    }
    return operation(input, context);
  };

export const organizationsOperations: Readonly<Record<string, EngineOperation>> = {
  // Any account may ask for it; and a client that is told one endpoint for all services signs for its own Region.
  'organizations.DescribeOrganization': describeOrganization,
  'organizations.ListAccounts': fromManagement(listAccounts),
  'organizations.ListAccountsForParent': fromManagement(listAccountsForParent),
  'organizations.ListOrganizationalUnitsForParent': fromManagement(listUnits),
  'organizations.ListRoots': fromManagement(listRoots),
  'organizations.ListTagsForResource': fromManagement(listTags),
};
