import { Panel } from '#components/ui/panel.tsx';
import { Instant } from '#components/ui/time.tsx';
import { Word } from '#components/ui/word.tsx';
import type { View } from '#components/url/view.ts';
import type { AccountRow } from '#lib/queries/accounts.ts';
import type { CollectionSource } from '#lib/queries/sources.ts';
import { RegionWord } from './words.tsx';

/** Each Region of an account, and why one answers nothing. */
export function RegionsPanel({ row, sources, view }: { row: AccountRow; sources: readonly CollectionSource[]; view: View }) {
  const closed = new Map(row.regions.map((one) => [one.region, one]));
  const regions = [...new Set([...sources.map(({ region }) => region), ...closed.keys()])].toSorted();
  return (
    <Panel title="Regions">
      {regions.length === 0 && <p className="text-12 text-ink-2">None was asked yet.</p>}
      <ul className="grid gap-1.5 text-12">
        {regions.map((region) => {
          const off = closed.get(region);
          const read = sources.filter((one) => one.region === region && one.isCurrent).length;
          return (
            <li key={region} className="flex flex-wrap items-baseline gap-x-3">
              <span className="w-28 text-ink">{region}</span>
              {off ? (
                <>
                  <RegionWord word={off.word} />
                  <span className="text-ink-3" title={off.message}>
                    {off.code}; looked at again at <Instant at={off.againAt} moment={view} />
                  </span>
                </>
              ) : (
                <Word word={read > 0 ? 'healthy' : 'unknown'} label={`${read} sources current`} />
              )}
            </li>
          );
        })}
      </ul>
    </Panel>
  );
}
