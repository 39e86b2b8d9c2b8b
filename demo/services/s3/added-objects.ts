import { createHash } from 'node:crypto';
import type { Scenario } from '../../scenario/types.ts';
import type { StoredObject } from './stored-object.ts';

/** What somebody put into the bucket beside what the trails deliver, by key. */
export type AddedObjects = Map<string, StoredObject>;

const added = new WeakMap<Scenario, AddedObjects>();

/** Those of a scenario: what is set or deleted here is there, or gone, at once. */
export function addedObjects(scenario: Scenario): AddedObjects {
  const known = added.get(scenario) ?? new Map<string, StoredObject>();
  added.set(scenario, known);
  return known;
}

/** @param lastModifiedAt epoch ms */
export const plainObject = (key: string, body: Buffer, lastModifiedAt: number): StoredObject => ({
  ...{ key, lastModifiedAt, isDenied: false },
  etag: createHash('md5').update(body).digest('hex'),
  metadata: () => ({}),
  size: () => body.length,
  body: () => body,
});
