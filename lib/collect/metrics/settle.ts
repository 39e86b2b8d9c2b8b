import { seriesKey } from '#lib/metrics/series.ts';
import { findCursor, setCursor } from '#lib/store/cursors.ts';
import { inventoryMark } from '#lib/store/inventory-mark.ts';
import { saveLives } from '#lib/store/ledger.ts';
import { ensureSeries, noteMade } from '#lib/store/series.ts';
import { transaction } from '#lib/store/transaction.ts';
import type { PlaceContext, RunContext } from '../context.ts';
import { isListingDue } from './discover.ts';
import { openLives } from './lives.ts';
import { listWanted, type Settling } from './wanted.ts';

const keyOf = ({ account, region }: PlaceContext) => ({ account: account.id, region, collector: 'metrics', key: 'settled' });

/** Whether there may be other series than those the ledger knows: the inventory is another, or ListMetrics is to be asked again. */
export async function isSettleDue(context: PlaceContext, { mayList }: { mayList: boolean }): Promise<boolean> {
  const place = { account: context.account.id, region: context.region };
  const settled = await findCursor(context.db, keyOf(context));
  return settled !== (await inventoryMark(context.db, place)) || (mayList && (await isListingDue(context)));
}

/** Makes every series that is worth asking for, and keeps in the ledger when each can hold points. */
export async function settleSeries(run: RunContext, context: PlaceContext, settling: Settling): Promise<void> {
  const { db, place, clock } = run;
  // Read first: what changes meanwhile is settled by the next pass.
  const mark = await inventoryMark(db, place);
  const lives = await openLives(run);
  const { wanted, owners, completeAt } = await listWanted(run, lives, settling);
  const made = await transaction(db, async (client) => {
    const series = wanted.map((one) => one.series);
    const known = await ensureSeries(client, place, series);
    const active = series.flatMap((one) => {
      const id = known.ids.get(seriesKey(one));
      return id === undefined ? [] : [{ id, activeFrom: one.activeFrom, activeTo: one.activeTo }];
    });
    await saveLives(client, place, active, clock.now());
    await lives.save(client, owners, completeAt);
    await setCursor(client, keyOf(context), mark, new Date(clock.now()));
    return known.made;
  });
  await noteMade(db, made);
}
