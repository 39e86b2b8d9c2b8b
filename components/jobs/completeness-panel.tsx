import { Absent } from '#components/ui/absent.tsx';
import { Facts } from '#components/ui/facts.tsx';
import { Link } from '#components/ui/link.tsx';
import { Panel } from '#components/ui/panel.tsx';
import { paths } from '#lib/catalog/paths.ts';
import type { RecordPart } from '#lib/metrics/completeness.ts';

/** How complete the record of a job is, in one line: each part, or the word of what is missing of it. */
export function CompletenessPanel({ parts, team }: { parts: readonly RecordPart[]; team: string }) {
  const open = parts.filter(({ absence }) => absence !== null && absence !== 'not_published').length;
  return (
    <Panel title="Record" subtitle={open === 0 ? 'complete' : `${open} of ${parts.length} parts incomplete`}>
      <Facts
        across
        facts={parts.map(({ label, says, absence, eventId }) => ({
          label,
          value: (
            <span className="inline-flex items-baseline gap-2">
              {eventId === undefined ? says : <Link href={paths.event(team, eventId)}>{says}</Link>}
              {absence !== null && <Absent absence={absence} />}
            </span>
          ),
        }))}
      />
    </Panel>
  );
}
