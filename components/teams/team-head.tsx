import { Facts } from '#components/ui/facts.tsx';
import { Link } from '#components/ui/link.tsx';
import { PageHead } from '#components/ui/page-head.tsx';
import { StateLane } from '#components/ui/state-lane.tsx';
import { Age, Instant } from '#components/ui/time.tsx';
import { Word } from '#components/ui/word.tsx';
import type { View } from '#components/url/view.ts';
import { paths } from '#lib/catalog/paths.ts';
import { formatFigure } from '#lib/format.ts';
import type { Board } from '#lib/queries/teams.ts';
import { minuteMs } from '#lib/time.ts';
import { HealthChips } from './health-chips.tsx';

/** A team's word and the sentence that earned it, its sizes, and its last 24 h as a lane. */
export function TeamHead({ board, team, view }: { board: Board; team: string; view: View }) {
  const row = board.rows.find((one) => one.team === team);
  if (!row) return <PageHead title={team} sentence="owns nothing that was collected" />;
  const link = (section: string, count: number) => (
    <Link href={`${paths.section(team, section)}${view.query}`}>{formatFigure(count, 'count').text}</Link>
  );
  return (
    <PageHead
      title={row.name}
      state={<Word word={row.word} large />}
      sentence={
        <>
          {row.subject !== null && <b className="font-mid text-ink">{row.subject} </b>}
          {row.sentence}
          {row.since !== null && (
            <>
              , since <Instant at={row.since} moment={view} />
            </>
          )}
        </>
      }
      actions={<HealthChips words={board.fleet.map((entry) => entry.report.word)} />}
    >
      <div className="flex flex-wrap items-end justify-between gap-4">
        <Facts
          across
          facts={[
            { label: 'Endpoints', value: link('endpoints', row.holdings.endpoints) },
            { label: 'HyperPod nodes', value: link('nodes', row.holdings.nodes) },
            { label: 'Workteams', value: link('workforce', row.holdings.workteams) },
            {
              label: 'Jobs in 24 h',
              value:
                row.jobs === null ? (
                  'none'
                ) : (
                  <>
                    {link('jobs', row.jobs.total)}, {row.jobs.failed} failed
                  </>
                ),
            },
            {
              label: 'Data age',
              value:
                row.readAt === null ? 'nothing read yet' : <Age at={row.readAt} moment={view} staleAfterMs={10 * minuteMs} />,
            },
          ]}
        />
        <div className="grid w-full gap-1 text-12 text-ink-3 md:w-80">
          <span className="flex justify-between">
            <span>24 h</span>
            <span>now</span>
          </span>
          <StateLane {...board.window} spans={row.lane} changes={row.changes} label={`${row.name} in 24 h`} className="w-full" />
        </div>
      </div>
    </PageHead>
  );
}
