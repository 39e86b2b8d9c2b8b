import { clean, isObject, type Loose } from '../text.ts';

const members = new Set(['roleArn', 'executionRoleArn', 'executionRole', 'serviceCatalogProvisionedProductRoleArn']);
const roleArn = /^arn:aws[a-z-]*:iam::\d{12}:role\/[\w+=,.@/-]{1,512}$/;
const maxDepth = 5;
const maxRoles = 5;

function collect(value: unknown, depth: number, into: Set<string>): void {
  if (depth > maxDepth || into.size >= maxRoles) return;
  if (Array.isArray(value)) for (const item of value.slice(0, 20)) collect(item, depth + 1, into);
  else if (isObject(value)) {
    for (const [key, item] of Object.entries(value)) {
      if (typeof item !== 'string') collect(item, depth + 1, into);
      else if (members.has(key) && item.length <= 600 && roleArn.test(item)) into.add(clean(item, 600));
    }
  }
}

/** Roles that a SageMaker request hands to what it makes, at most five: the caller then acts with them. */
export function passedRoles(request: Loose): string[] {
  const into = new Set<string>();
  collect(request, 0, into);
  return [...into];
}
