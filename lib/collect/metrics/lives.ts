import type { PoolClient } from 'pg';
import { findCursor, setCursor } from '#lib/store/cursors.ts';
import type { KnownResource } from '#lib/store/resources.ts';
import { minuteMs } from '#lib/time.ts';
import type { RunContext } from '../context.ts';

type Owner = Pick<KnownResource, 'kind' | 'name' | 'createdAt' | 'endedAt' | 'deletedAt'>;

/** Which lives of resources have had their series made; kept as a cursor. */
export type Lives = {
  /** The series that its answers lead to were made when it had already ended: nothing about them can change. */
  isPlanned(owner: Owner): boolean;
  /** ListMetrics, too, has since told of all that it published. */
  isWhole(owner: Owner): boolean;
  /** @param completeAt since when ListMetrics has told of everything, epoch ms */
  save(client: PoolClient, owners: Iterable<Owner>, completeAt: number): Promise<void>;
};

/** Birth in epoch ms (0: AWS tells none), and what was done of it after its end. */
type Life = [birth: number, progress: 'lives' | 'planned' | 'whole'];

/** ListMetrics shows a metric after up to so long. */
const listedAfterMs = 15 * minuteMs;

const keyOf = ({ kind, name }: Owner): string => `${kind}/${name}`;
const birthOf = ({ createdAt }: Owner): number => createdAt ?? 0;
const endOf = ({ endedAt, deletedAt }: Owner): number | null => endedAt ?? deletedAt;

export async function openLives({ db, place, clock }: Pick<RunContext, 'db' | 'place' | 'clock'>): Promise<Lives> {
  const key = { ...place, collector: 'metrics', key: 'lives' };
  const known = new Map(Object.entries(((await findCursor(db, key)) ?? {}) as Record<string, Life>));
  const progressOf = (owner: Owner): Life[1] => {
    const [birth, progress] = known.get(keyOf(owner)) ?? [];
    return progress && birth === birthOf(owner) && endOf(owner) !== null ? progress : 'lives';
  };
  const lifeAt = (owner: Owner, completeAt: number): Life => {
    const end = endOf(owner);
    if (end === null) return [birthOf(owner), 'lives'];
    const isWhole = completeAt >= end + listedAfterMs || progressOf(owner) === 'whole';
    return [birthOf(owner), isWhole ? 'whole' : 'planned'];
  };
  return {
    isPlanned: (owner) => progressOf(owner) !== 'lives',
    isWhole: (owner) => progressOf(owner) === 'whole',
    async save(client, owners, completeAt) {
      const lives = new Map([...owners].map((owner) => [keyOf(owner), lifeAt(owner, completeAt)]));
      await setCursor(client, key, Object.fromEntries(lives), new Date(clock.now()));
    },
  };
}
