import { Tabs } from '#components/ui/tabs.tsx';
import { hrefWith } from '#components/url/search.ts';
import type { Search } from '#components/url/view-query.ts';
import { type AlertFilter, type AlertStanding, alertStates } from '#lib/alerts/filter.ts';
import { formatFigure } from '#lib/format.ts';
import { type Counts, countOf } from './count-words.ts';

const labels = {
  open: 'Open',
  acknowledged: 'Acknowledged',
  silenced: 'Silenced',
  resolved: 'Ended',
} as const satisfies Record<AlertStanding, string>;

type Props = { counts: Counts | null; filter: AlertFilter; path: string; search: Search };

/** All alerts, or those that stand in one way: one choice, so tabs. `counts` null: not counted yet. */
export function StateTabs({ counts, filter, path, search }: Props) {
  const tab = (state: AlertStanding | null, label: string) => ({
    label,
    href: hrefWith(path, search, { state, page: null }),
    current: filter.state === state,
    ...(counts === null ? {} : { count: formatFigure(countOf(counts, { ...filter, state }), 'count').text }),
  });
  return <Tabs label="How they stand" tabs={[tab(null, 'All'), ...alertStates.map((state) => tab(state, labels[state]))]} />;
}
