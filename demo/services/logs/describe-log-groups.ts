import { paginate } from '../../paging.ts';
import type { Operation } from '../../scenario/types.ts';
import { groupArn, groupsOf, invalidParameter } from './lines.ts';

/** logs.DescribeLogGroups: by name, at most 50 a page. */
export const describeLogGroups: Operation = (input, context) => {
  const { logGroupNamePrefix, logGroupNamePattern, logGroupClass } = input;
  if (logGroupNamePrefix !== undefined && logGroupNamePattern !== undefined) {
    throw invalidParameter('LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters.');
  }
  const groups = groupsOf(context).filter(
    ({ name }) =>
      name.startsWith(String(logGroupNamePrefix ?? '')) &&
      name.includes(String(logGroupNamePattern ?? '')) &&
      (logGroupClass === undefined || logGroupClass === 'STANDARD'),
  );
  const page = paginate({
    items: groups,
    input: { ...input, account: context.account, region: context.region },
    tokenKey: 'nextToken',
    maxKey: 'limit',
    default: 50,
    max: 50,
    invalidToken: () => invalidParameter('The specified nextToken is invalid.'),
  });
  const isBrief = logGroupNamePattern !== undefined;
  return {
    logGroups: page.items.map(({ name, createdAt }) => ({
      logGroupName: name,
      creationTime: Math.floor(createdAt),
      arn: `${groupArn(context, name)}:*`,
      ...(isBrief
        ? {}
        : { metricFilterCount: 0, storedBytes: 0, logGroupClass: 'STANDARD', logGroupArn: groupArn(context, name) }),
    })),
    ...(page.nextToken === undefined ? {} : { nextToken: page.nextToken }),
  };
};
