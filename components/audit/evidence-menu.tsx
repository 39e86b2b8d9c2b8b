import { FileCheck2 } from 'lucide-react';
import { Menu } from '#components/shell/menu.tsx';
import { valuesOf } from '#components/url/search.ts';
import type { View } from '#components/url/view.ts';
import type { Search } from '#components/url/view-query.ts';
import { mostPacked, strataIds, strataRows } from '#lib/audit/evidence/sample.ts';
import { auditParameters } from '#lib/audit/filter.ts';
import { formatCount, formatFigure } from '#lib/format.ts';

export type EvidenceMenuProps = {
  /** Of which page. */
  of: 'audit' | 'detections';
  /** How many rows match: events, or what rules found in some. */
  count: number;
  team: string;
  view: View;
  search: Search;
};

const kept = { audit: auditParameters, detections: ['rule', 'severity'] } as const;

/** The search that the page shows, as of the moment that it shows. */
const SearchFields = ({ of, team, view, search }: Omit<EvidenceMenuProps, 'count'>) => (
  <>
    <input type="hidden" name="of" value={of} />
    <input type="hidden" name="team" value={team} />
    <input type="hidden" name="asOf" value={new Date(view.now).toISOString()} />
    {['range', 'from', 'to', ...kept[of]].flatMap((name) =>
      valuesOf(search, name).map((value) => <input key={`${name} ${value}`} type="hidden" name={name} value={value} />),
    )}
  </>
);

const TooMany = ({ count }: { count: number }) => (
  <p>
    {formatCount(count, 'event matches', 'events match')}, and a pack is of {formatFigure(mostPacked, 'count').text} at most, a
    sample too. Narrow the window or the filter, and make a pack of each part.
  </p>
);

const what = {
  audit: (count: number) => `All ${formatCount(count, 'event', 'events')}`,
  detections: (count: number) => `The events of all ${formatCount(count, 'detection', 'detections')}`,
} as const;

/** A pack of all events that match, or of a sample. A GET form: a download is no page. */
function PackForm({ count, ...search }: EvidenceMenuProps) {
  return (
    <form action="/api/v1/evidence" method="get" className="grid gap-2">
      <SearchFields {...search} />
      <p>{what[search.of](count)} of this search, or a sample: records verbatim, a report, and a verifier, signed.</p>
      <label className="grid gap-1">
        how many
        <input type="number" name="n" min={1} max={Math.max(1, count)} placeholder="all" className="field" />
      </label>
      <label className="grid gap-1">
        of a sample: seed
        <input type="number" name="seed" min={0} step={1} defaultValue={1} required className="field" />
      </label>
      <label className="grid gap-1">
        of a sample: in proportion by
        <select name="by" className="field" defaultValue="none">
          {strataIds.map((id) => (
            <option key={id} value={id}>
              {strataRows[id].label}
            </option>
          ))}
        </select>
      </label>
      <button type="submit" className="button">
        Download
      </button>
    </form>
  );
}

/** Beside the downloads of the table: evidence that stands without Trailwatch. */
export function EvidenceMenu(props: EvidenceMenuProps) {
  return (
    <Menu
      label="Evidence pack"
      trigger={
        <>
          <FileCheck2 size={13} aria-hidden="true" />
          Evidence pack
        </>
      }
    >
      <div className="max-w-72 p-2 text-12 text-ink-2">
        {props.count > mostPacked ? <TooMany count={props.count} /> : <PackForm {...props} />}
      </div>
    </Menu>
  );
}
