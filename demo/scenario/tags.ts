import { AwsError } from '../aws-error.ts';
import { paginate } from '../paging.ts';
import type { Operation } from './types.ts';

/** sagemaker.ListTags: the parts of the scenario are asked in turn whose the ARN is. */
export const listTags: Operation = (input, { account, region, now, scenario }) => {
  const { ResourceArn } = input;
  if (typeof ResourceArn !== 'string' || ResourceArn === '') {
    throw new AwsError(
      'ValidationException',
      "1 validation error detected: Value null at 'resourceArn' failed to satisfy constraint: Member must not be null",
    );
  }
  for (const part of scenario.parts) {
    const tags = part.tags?.({ account, region }, ResourceArn, now);
    if (!tags) continue;
    const { items, nextToken } = paginate({ items: tags, input, default: 50, max: 100 });
    return { Tags: items, ...(nextToken ? { NextToken: nextToken } : {}) };
  }
  throw new AwsError('ValidationException', `Could not find resource with ARN "${ResourceArn}".`);
};
