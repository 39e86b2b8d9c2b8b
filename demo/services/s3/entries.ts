import type { StoredObject } from './stored-object.ts';
import type { DayFolder, TrailBucket } from './trail-bucket.ts';

/** A line of a list: an object, or all keys that begin alike up to a delimiter. */
export type Entry = { object: StoredObject } | { prefix: string };

/** What is asked of a bucket. `after`: only keys beyond it; `done`: a common prefix that was given already, or ''. */
export type Ask = { prefix: string; delimiter: string; after: string; done: string; now: number };

/** The name under which a list can go on after an entry. */
export const nameOf = (entry: Entry): string => ('object' in entry ? entry.object.key : entry.prefix);

/** All entries in the order of their keys. Of folders that are rolled up together the first alone is looked into. */
export function* entriesOf(bucket: TrailBucket, ask: Ask): Generator<Entry> {
  let rolled = ask.done;
  const isRolled = (name: string): boolean => rolled !== '' && name.startsWith(rolled);
  for (const object of merged(addedTo(bucket, ask), delivered(bucket, ask, isRolled))) {
    if (isRolled(object.key)) continue;
    const common = rollUp(object.key, ask);
    if (common !== undefined) rolled = common;
    yield common === undefined ? { object } : { prefix: common };
  }
}

function* delivered(bucket: TrailBucket, ask: Ask, isRolled: (folder: string) => boolean): Generator<StoredObject> {
  for (const folder of bucket.folders(ask.prefix, ask.after, ask.now))
    if (!isRolled(folder.folder)) yield* matching(bucket, folder, ask);
}

/** Two rows in the order of their keys as one. */
function* merged(few: readonly StoredObject[], many: Iterable<StoredObject>): Generator<StoredObject> {
  let at = 0;
  for (const object of many) {
    for (; at < few.length && (few[at] as StoredObject).key < object.key; at += 1) yield few[at] as StoredObject;
    yield object;
  }
  yield* few.slice(at);
}

const isAsked =
  ({ prefix, after }: Ask) =>
  ({ key }: StoredObject): boolean =>
    key.startsWith(prefix) && key > after;

const addedTo = (bucket: TrailBucket, ask: Ask): StoredObject[] =>
  [...bucket.added.values()].filter(isAsked(ask)).sort((a, b) => (a.key < b.key ? -1 : 1));

const matching = (bucket: TrailBucket, folder: DayFolder, ask: Ask): StoredObject[] =>
  bucket.objects(folder, ask.now).filter(isAsked(ask));

/** A name up to the first delimiter behind the prefix, if there is one. */
function rollUp(name: string, { prefix, delimiter }: Ask): string | undefined {
  if (delimiter === '' || !name.startsWith(prefix)) return undefined;
  const at = name.indexOf(delimiter, prefix.length);
  return at < 0 ? undefined : name.slice(0, at + delimiter.length);
}
