import type { Column } from '#components/table/column.ts';
import { FoldedTable } from '#components/table/folded-table.tsx';
import { TableFrame } from '#components/table/table-frame.tsx';
import { Absent } from '#components/ui/absent.tsx';
import { Bar } from '#components/ui/bar.tsx';
import { Figure } from '#components/ui/figure.tsx';
import { Link } from '#components/ui/link.tsx';
import { Age, Instant, Since } from '#components/ui/time.tsx';
import { Word } from '#components/ui/word.tsx';
import type { View } from '#components/url/view.ts';
import { collectorRows, lateAfterMs } from '#lib/catalog/collectors.ts';
import { paths } from '#lib/catalog/paths.ts';
import { type WordId, words } from '#lib/catalog/words.ts';
import { formatDuration, formatInstant } from '#lib/format.ts';
import type { CollectionSource } from '#lib/queries/sources.ts';

export type SourceTableProps = {
  sources: readonly CollectionSource[];
  team: string;
  view: View;
  names: ReadonlyMap<string, string>;
  exports: { csv: string; json: string };
};

const feeds = (collector: string): string | undefined =>
  Object.hasOwn(collectorRows, collector) ? collectorRows[collector as keyof typeof collectorRows].feeds : undefined;

/** "partial, denied": what the newest run met. A failed run without a failed call was cut short: its worker ended. */
function stateLabel({ word, last }: CollectionSource): string {
  if (word === 'healthy') return 'current';
  if (last?.isInterrupted) return 'cut short';
  return word === 'partial' && last?.word ? `partial, ${wordText(last.word)}` : wordText(word);
}

const wordText = (word: string): string => (Object.hasOwn(words, word) ? words[word as WordId].word : word);

function State({ source, view }: { source: CollectionSource; view: View }) {
  const { word, since, last, collector } = source;
  const title = last?.isInterrupted ? 'The worker ended before its run did; what it was at is asked again.' : feeds(collector);
  return (
    <span title={title}>
      <Word word={word} label={stateLabel(source)} />
      {since !== null && word !== 'healthy' && (
        <span className="pl-2 text-12">
          <Since at={since} moment={view} />
        </span>
      )}
    </span>
  );
}

/** How much of the page's window this source answered: the part of its minutes that is read, or of its looks that went through. */
function Complete({ source, view }: { source: CollectionSource; view: View }) {
  const { covered, completeTo, runs, ok } = source;
  if (covered !== null && completeTo !== null) {
    const percent = Math.floor(1000 * covered) / 10;
    return (
      <span className="flex items-center gap-2">
        <span className="w-14 max-md:hidden">
          <Bar share={covered} label={`${percent} % of the window is read`} className="text-line-3" />
        </span>
        <span className="whitespace-nowrap">
          <Figure value={percent} unit="%" strong={false} />{' '}
          <span className="text-ink-3">to {formatInstant(completeTo, view)}</span>
        </span>
      </span>
    );
  }
  if (runs === 0) return <Absent absence="not_collected" why="No run of it ended in this window." />;
  return (
    <span className="flex items-center gap-2">
      <span className="w-14 max-md:hidden">
        <Bar share={ok / runs} label={`${ok} of ${runs} looks answered in full`} className="text-line-3" />
      </span>
      <span className="whitespace-nowrap" title="Looks of this window that were answered in full">
        <Figure value={ok} of={runs} strong={false} /> <span className="text-ink-3">looks</span>
      </span>
    </span>
  );
}

const columns = ({ team, view, names }: SourceTableProps): Column<CollectionSource>[] => [
  {
    id: 'collector',
    label: 'Source',
    kind: 'lead',
    cell: ({ collector }) => <span title={feeds(collector)}>{collector}</span>,
  },
  {
    id: 'place',
    label: 'Account, Region',
    kind: 'wide',
    cell: ({ account, region }) => (
      <span title={account} className="whitespace-nowrap">
        {names.get(account) ?? account}, {region}
      </span>
    ),
  },
  { id: 'state', label: 'State', phone: 'bare', cell: (source) => <State source={source} view={view} /> },
  {
    id: 'age',
    label: 'Age',
    kind: 'figure',
    phone: 'corner',
    cell: ({ readAt }) =>
      readAt === null ? (
        <span className="font-mid text-unknown">never read</span>
      ) : (
        <Age at={readAt} moment={view} staleAfterMs={lateAfterMs} />
      ),
  },
  { id: 'complete', label: 'How complete', phone: 'row', cell: (source) => <Complete source={source} view={view} /> },
  {
    id: 'last',
    label: 'Newest run',
    kind: 'figure',
    cell: ({ last, runningSince }) =>
      last === null ? (
        <span className="text-ink-3">{runningSince === null ? 'none yet' : 'the first is running'}</span>
      ) : (
        <Link href={`${paths.run(team, last.id)}${view.query}`}>
          <Instant at={last.startedAt} moment={view} seconds />
        </Link>
      ),
  },
  {
    id: 'took',
    label: 'Took',
    kind: 'figure',
    cell: ({ last, runningSince }) =>
      last === null || last.endedAt === null ? (
        <span className="text-ink-3">{runningSince === null ? 'none yet' : 'running'}</span>
      ) : (
        <span title={runningSince === null ? undefined : 'the next is running'}>
          {formatDuration(last.endedAt - last.startedAt)}
        </span>
      ),
  },
];

/** Beside those that are not current, which always stand open. */
const leastOpen = 12;

/** Every source: collector, account and Region, with its age and how complete it is. */
export function SourceTable(props: SourceTableProps) {
  const current = props.sources.filter(({ isCurrent }) => isCurrent).length;
  return (
    <TableFrame
      title="Sources"
      subtitle={`${current} of ${props.sources.length} current, the loudest first`}
      exports={props.exports}
      foot={<span>A source is current when a run of it brought something in the last {formatDuration(lateAfterMs)}.</span>}
    >
      <FoldedTable
        caption="Sources"
        open={Math.max(props.sources.length - current, leastOpen)}
        rest={(count) => `${count} more that are current`}
        columns={columns(props)}
        rows={props.sources}
        rowKey={({ collector, account, region }) => `${collector} ${account} ${region}`}
        empty="Nothing was collected yet. The worker begins as soon as trailwatch.yaml names an account that it can reach."
      />
    </TableFrame>
  );
}
