import { findCursor, setCursor } from '#lib/store/cursors.ts';
import type { Clock } from '#lib/time.ts';
import type { RunContext } from '../context.ts';

/** When each resource of a kind was last described, and how far its lists were read. Epoch ms. */
export type LookLog = {
  noteLook(name: string): void;
  sinceLook(name: string): number;
  watermark(list: string): number | null;
  setWatermark(list: string, at: number): void;
  save(present?: ReadonlySet<string>): Promise<void>;
};

type Stored = { looked: Record<string, number>; marks: Record<string, number> };

const numbers = (value: unknown): Record<string, number> =>
  Object.fromEntries(
    Object.entries((value ?? {}) as Record<string, unknown>).filter(
      (pair): pair is [string, number] => typeof pair[1] === 'number',
    ),
  );

const since = (clock: Clock, at: number | undefined): number => (at === undefined ? Number.POSITIVE_INFINITY : clock.now() - at);

/** The log of one kind in one place, kept as a cursor. */
export async function openLookLog({ db, place, clock }: RunContext, kind: string): Promise<LookLog> {
  const key = { ...place, collector: 'inventory', key: `look/${kind}` };
  const stored = ((await findCursor(db, key)) ?? {}) as Partial<Stored>;
  // Maps: a resource may be called __proto__.
  const looked = new Map(Object.entries(numbers(stored.looked)));
  const marks = new Map(Object.entries(numbers(stored.marks)));
  return {
    noteLook: (name) => void looked.set(name, clock.now()),
    sinceLook: (name) => since(clock, looked.get(name)),
    watermark: (list) => marks.get(list) ?? null,
    setWatermark: (list, at) => void marks.set(list, at),
    async save(present) {
      const kept = (map: Map<string, number>): Record<string, number> =>
        Object.fromEntries([...map].filter(([name]) => !present || present.has(name)));
      const value: Stored = { looked: kept(looked), marks: Object.fromEntries(marks) };
      await setCursor(db.pool, key, value, new Date(clock.now()));
    },
  };
}
