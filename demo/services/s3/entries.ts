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
  for (const folder of bucket.folders(ask.prefix, ask.after, ask.now)) {
    if (rolled !== '' && folder.folder.startsWith(rolled)) continue;
    for (const object of matching(bucket, folder, ask)) {
      if (rolled !== '' && object.key.startsWith(rolled)) continue;
      const common = rollUp(object.key, ask);
      if (common !== undefined) rolled = common;
      yield common === undefined ? { object } : { prefix: common };
    }
  }
}

const matching = (bucket: TrailBucket, folder: DayFolder, { prefix, after, now }: Ask): StoredObject[] =>
  bucket.objects(folder, now).filter(({ key }) => key.startsWith(prefix) && key > after);

/** A name up to the first delimiter behind the prefix, if there is one. */
function rollUp(name: string, { prefix, delimiter }: Ask): string | undefined {
  if (delimiter === '' || !name.startsWith(prefix)) return undefined;
  const at = name.indexOf(delimiter, prefix.length);
  return at < 0 ? undefined : name.slice(0, at + delimiter.length);
}
