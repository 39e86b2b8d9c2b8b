import { dayMs, floorTo } from '#lib/time.ts';
import type { Place, Scenario } from '../../scenario/types.ts';
import type { TrailSpoils } from '../../trail-spoils.ts';
import { Digests } from '../cloudtrail/digests.ts';
import { LogFiles } from '../cloudtrail/log-files.ts';
import { dayFolder, folderOf, placesOf, type Trail, trails } from '../cloudtrail/trails.ts';
import { type AddedObjects, addedObjects } from './added-objects.ts';
import { digestObject, logObject, type StoredObject } from './stored-object.ts';

/** A rule of the bucket deletes what is older. */
const keptDays = 400;

type Kind = 'CloudTrail' | 'CloudTrail-Digest';
/** All that the trails put into one folder above the days. */
type Root = { folder: string; trail: Trail; place: Place; kind: Kind };
/** A day of it; `day` is its midnight, epoch ms. */
export type DayFolder = { folder: string; root: Root; day: number };

/** The bucket that the trails deliver into, computed as it is at any moment. Folders are what keys have in common up to their last slash. */
export class TrailBucket {
  readonly files: LogFiles;
  readonly digests: Digests;
  readonly #spoils: TrailSpoils;
  readonly #roots: readonly Root[];
  /** What lies there beside what the trails deliver. */
  readonly added: AddedObjects;

  constructor(scenario: Scenario, spoils: TrailSpoils) {
    this.#spoils = spoils;
    this.added = addedObjects(scenario);
    this.files = new LogFiles(scenario, spoils);
    this.digests = new Digests(this.files, spoils);
    this.#roots = rootsOf(this.files);
  }

  /** Folders that hold keys with this prefix and beyond `after`, in the order of their keys. */
  *folders(prefix: string, after: string, now: number): Generator<DayFolder> {
    const [first, last] = [floorTo(now, dayMs) - keptDays * dayMs, floorTo(now, dayMs)];
    for (const root of this.#roots) {
      if (!mayHold(root.folder, prefix) || (root.folder < after && !after.startsWith(root.folder))) continue;
      for (let day = first; day <= last; day += dayMs) {
        const folder = `${root.folder}${dayFolder(day)}`;
        if (mayHold(folder, prefix) && (folder > after || after.startsWith(folder))) yield { folder, root, day };
      }
    }
  }

  /** What is in a folder at `now`, in the order of its keys. */
  objects(folder: DayFolder, now: number): StoredObject[] {
    return this.#there(folder, now)
      .sort((a, b) => (a.key < b.key ? -1 : 1))
      .map(({ object }) => object());
  }

  find(key: string, now: number): StoredObject | undefined {
    const added = this.added.get(key);
    if (added) return added;
    for (const folder of this.folders(key, key, now)) {
      const found = this.#there(folder, now).find((one) => one.key === key);
      if (found) return found.object();
    }
    return undefined;
  }

  #there({ root, day }: DayFolder, now: number): { key: string; object: () => StoredObject }[] {
    const { trail, place, kind } = root;
    const isThere = ({ deliveredAt, key }: { deliveredAt: number; key: string }): boolean =>
      deliveredAt <= now && this.#spoils.of(key) !== 'deleted';
    if (kind === 'CloudTrail') {
      const files = this.files.ofRounds(trail, place, day, day + dayMs).filter(isThere);
      return files.map((file) => ({ key: file.key, object: () => logObject(file, this.files, this.#spoils) }));
    }
    const digests = this.digests.ending(trail, place, day, day + dayMs).filter(isThere);
    return digests.map((digest) => ({ key: digest.key, object: () => digestObject(digest, this.digests, this.#spoils) }));
  }
}

/** Whether keys of a folder can begin so. */
const mayHold = (folder: string, prefix: string): boolean => folder.startsWith(prefix) || prefix.startsWith(folder);

const rootsOf = (files: LogFiles): Root[] =>
  trails
    .flatMap((trail) =>
      placesOf(trail).flatMap((place) => {
        const kinds: Kind[] = [
          ...(trail.hasValidation ? (['CloudTrail-Digest'] as const) : []),
          ...(files.has(trail, place) ? (['CloudTrail'] as const) : []),
        ];
        return kinds.map((kind): Root => ({ folder: folderOf(trail, place, kind), trail, place, kind }));
      }),
    )
    .sort((a, b) => (a.folder < b.folder ? -1 : 1));

const buckets = new WeakMap<Scenario, WeakMap<TrailSpoils, TrailBucket>>();

/** The bucket of a scenario; what was done to it makes it another one. */
export function bucketOf(scenario: Scenario, spoils: TrailSpoils): TrailBucket {
  const known = buckets.get(scenario) ?? new WeakMap<TrailSpoils, TrailBucket>();
  buckets.set(scenario, known);
  const bucket = known.get(spoils) ?? new TrailBucket(scenario, spoils);
  known.set(spoils, bucket);
  return bucket;
}
