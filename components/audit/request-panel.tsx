import { DiffTable } from '#components/ui/diff-table.tsx';
import { Panel } from '#components/ui/panel.tsx';
import { ScrollRegion } from '#components/ui/scroll-region.tsx';
import type { View } from '#components/url/view.ts';
import { formatInstant } from '#lib/format.ts';
import type { RequestDiff } from '#lib/queries/audit-event.ts';

/** The request as a difference against what the resource was before, where that is stored. */
export function RequestPanel({ diff, view }: { diff: RequestDiff; view: View }) {
  const { against, rows, changes } = diff;
  const known = against
    ? `against ${against.name} as of ${formatInstant(against.validFrom, view)}`
    : 'no former version is stored to hold it against';
  if (rows.length === 0 && changes.length === 0) {
    return (
      <Panel title="What it asked for">
        <p className="text-12 text-ink-2">The record holds no request parameters.</p>
      </Panel>
    );
  }
  return (
    <Panel title="What it asked for" subtitle={known} className="min-w-0">
      <ScrollRegion label="What it asked for" className="max-h-96 overflow-auto">
        <DiffTable rows={[...rows, ...changes]} caption="Request parameters and the values before them" />
      </ScrollRegion>
      {changes.length > 0 && (
        <p className="pt-2 text-12 text-ink-3">
          {changes.length === 1
            ? 'The last field comes from the configuration that the request points at.'
            : `The last ${changes.length} fields come from the configurations that the request points at.`}
        </p>
      )}
    </Panel>
  );
}
