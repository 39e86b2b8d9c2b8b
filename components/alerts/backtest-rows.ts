import type { Firing } from '#lib/alerts/backtest.ts';
import type { Backtest } from '#lib/queries/backtests.ts';

/** What a rule would have told of one resource. Epoch ms and milliseconds. */
export type BacktestRow = { key: string; account: string; region: string; name: string; firings: Firing[]; openMs: number };

const openMsOf = ({ firedAt, resolvedAt }: Firing, to: number): number => (resolvedAt ?? to) - firedAt;

/** One row a resource that it would have fired on, those that were open longest first. */
export function backtestRows({ firings, to }: Pick<Backtest, 'firings' | 'to'>): BacktestRow[] {
  const groups = Map.groupBy(firings, ({ account, region, name }) => `${account} ${region} ${name}`);
  return [...groups]
    .map(([key, list]) => {
      const [{ account, region, name } = { account: '', region: '', name: '' }] = list;
      return { key, account, region, name, firings: list, openMs: list.reduce((sum, one) => sum + openMsOf(one, to), 0) };
    })
    .toSorted((a, b) => b.openMs - a.openMs);
}

export type BacktestTotals = { fired: number; resources: number; openMs: number; longestMs: number };

export function backtestTotals({ firings, to }: Pick<Backtest, 'firings' | 'to'>): BacktestTotals {
  const rows = backtestRows({ firings, to });
  return {
    fired: firings.length,
    resources: rows.length,
    openMs: rows.reduce((sum, { openMs }) => sum + openMs, 0),
    longestMs: Math.max(0, ...firings.map((one) => openMsOf(one, to))),
  };
}
