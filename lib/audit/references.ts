import { relationMembers } from '#lib/catalog/relations.ts';
import type { ResourceKind } from '#lib/catalog/resource-kinds.ts';
import { resourceOfArn } from './targets.ts';
import { isObject } from './text.ts';

export type Reference = { kind: ResourceKind; name: string };

const maxDepth = 12;
const maxReferences = 100;

function collect(value: unknown, key: string, depth: number, into: Map<string, Reference>): void {
  if (depth > maxDepth || into.size >= maxReferences) return;
  if (typeof value === 'string') {
    const named = Object.hasOwn(relationMembers, key) ? relationMembers[key] : undefined;
    const found = value.startsWith('arn:') ? resourceOfArn(value) : named ? { kind: named, name: value } : null;
    if (found && found.name !== '') into.set(`${found.kind} ${found.name.toLowerCase()}`, { kind: found.kind, name: found.name });
  } else if (Array.isArray(value)) {
    for (const item of value) collect(item, key, depth + 1, into);
  } else if (isObject(value)) {
    for (const [member, item] of Object.entries(value)) collect(item, member, depth + 1, into);
  }
}

/** Which other resources a Describe answer names, by member or ARN, without itself: a HyperPod cluster's ARN ends in an id, not in its name. */
export function referencesOf(description: unknown, self: Reference & { arn: string }): Reference[] {
  const into = new Map<string, Reference>();
  collect(description, '', 0, into);
  for (const name of [self.name, resourceOfArn(self.arn)?.name ?? '']) into.delete(`${self.kind} ${name.toLowerCase()}`);
  return [...into.values()];
}
