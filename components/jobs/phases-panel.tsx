import { Panel } from '#components/ui/panel.tsx';
import { Instant } from '#components/ui/time.tsx';
import type { View } from '#components/url/view.ts';
import { formatDuration, formatFigure } from '#lib/format.ts';
import type { JobRecord } from '#lib/queries/jobs.ts';
import { PhaseLegend, PhaseStrip } from './phase-strip.tsx';

const saving = ({ ranSeconds, billedSeconds }: { ranSeconds: number; billedSeconds: number }): string =>
  `spot saved ${formatFigure(100 * (1 - billedSeconds / ranSeconds), '%').text} %: ${formatDuration(billedSeconds * 1000)} billed of ${formatDuration(ranSeconds * 1000)}`;

/** Status transitions as SageMaker reported them, in one strip and in words. */
export function PhasesPanel({ job, view }: { job: Pick<JobRecord, 'phases' | 'status' | 'spot' | 'isSpot'>; view: View }) {
  const isFailed = /fail/i.test(job.status ?? '');
  const spot = job.spot ? saving(job.spot) : job.isSpot ? 'spot; what was billed is not known before it ends' : undefined;
  return (
    <Panel title="Where its time went" subtitle={<PhaseLegend />} right={spot}>
      <PhaseStrip phases={job.phases} isFailed={isFailed} now={view.now} />
      <table className="mt-2 w-full text-12">
        <caption className="sr-only">Status transitions</caption>
        <thead className="text-ink-3">
          <tr>
            <th scope="col" className="py-1 text-left font-text">
              Status
            </th>
            <th scope="col" className="py-1 text-left font-text">
              From
            </th>
            <th scope="col" className="py-1 text-right font-text">
              For
            </th>
            <th scope="col" className="py-1 pl-4 text-left font-text max-md:hidden">
              What AWS said
            </th>
          </tr>
        </thead>
        <tbody>
          {job.phases.map((span) => (
            <tr key={`${span.from} ${span.status}`} className="border-t border-line">
              <th scope="row" className="py-1 text-left font-mid">
                {span.status}
              </th>
              <td className="py-1 text-ink-2">
                <Instant at={span.from} moment={view} seconds />
              </td>
              <td className="figures py-1 text-right">
                {formatDuration((span.to ?? view.now) - span.from)}
                {span.to === null ? ' so far' : ''}
              </td>
              <td className="py-1 pl-4 text-ink-2 max-md:hidden">{span.message ?? 'nothing'}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  );
}
