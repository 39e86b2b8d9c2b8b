import type { Collector, CollectorId } from '#lib/collect/context.ts';

export type Slot = { collector: CollectorId; account: string; region: string };
export type LastStart = Slot & { startedAt: number };

/** Machines whose clocks agree to within this are not corrected. */
const aheadMs = 20_000;

const slotKey = ({ collector, account, region }: Slot): string => `${collector} ${account} ${region}`;

/**
 * Which passes are due: those that never started, or started longer ago than their collector waits, or by a clock that was ahead: in a time
 * to come. The most overdue come first, and collectors keep the registry's order among equals. Times are epoch ms of the same clock.
 */
export function dueSlots(
  collectors: readonly Pick<Collector, 'id' | 'everyMs'>[],
  places: readonly { account: string; region: string }[],
  { lastStarts, now }: { lastStarts: readonly LastStart[]; now: number },
): Slot[] {
  const started = new Map(lastStarts.map((last) => [slotKey(last), last.startedAt]));
  const slots = collectors.flatMap(({ id, everyMs }) =>
    places.map((place) => {
      const slot = { collector: id, account: place.account, region: place.region };
      const last = started.get(slotKey(slot));
      const isKnown = last !== undefined && last <= now + aheadMs;
      return { slot, overdueMs: isKnown ? now - last - everyMs : Number.POSITIVE_INFINITY };
    }),
  );
  return slots
    .filter(({ overdueMs }) => overdueMs >= 0)
    .toSorted((a, b) => (a.overdueMs === b.overdueMs ? 0 : b.overdueMs - a.overdueMs))
    .map(({ slot }) => slot);
}
