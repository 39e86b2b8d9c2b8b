import { Link } from '#components/ui/link.tsx';
import { LinkButton } from '#components/ui/link-button.tsx';
import { Panel } from '#components/ui/panel.tsx';
import { AsOf, Since } from '#components/ui/time.tsx';
import { Word } from '#components/ui/word.tsx';
import type { View } from '#components/url/view.ts';
import { paths } from '#lib/catalog/paths.ts';
import { formatCount } from '#lib/format.ts';
import type { Finding, Needs } from '#lib/metrics/team-health.ts';
import { findingPath } from './finding-path.ts';

export type NeedsListProps = { needs: Needs; view: View; teams: number };

const wordOf = (finding: Finding) =>
  finding.absence === 'denied' || finding.absence === 'throttled' ? finding.absence : finding.word;

/** At most five things that someone should look at now: word, sentence, team, since. */
export function NeedsList({ needs: { shown, total }, view, teams }: NeedsListProps) {
  const count =
    shown.length === 0 ? '' : total > shown.length ? `${shown.length} of ${total} things, the loudest first` : things(total);
  return (
    <Panel title="Needs someone now" subtitle={count} right={<AsOf at={view.now} moment={view} />} flush>
      {shown.length === 0 ? (
        <p className="pb-3 text-ink-2">
          {teams === 0
            ? 'Nobody can tell yet: nothing was read. The first look at AWS takes a minute.'
            : `Nothing needs anybody: ${formatCount(teams, 'team was', 'teams were')} looked at and no rule is broken.`}
        </p>
      ) : (
        <ol className="needs">
          {shown.map((finding, index) => (
            <li
              key={`${finding.team} ${finding.kind} ${finding.subject} ${finding.place.account} ${finding.place.region}`}
              className="need"
            >
              <span className="need-rank figures text-ink-3">{index + 1}</span>
              <Word word={wordOf(finding)} />
              <span className="need-sentence" title={finding.sentence}>
                <b className="font-mid text-ink">{finding.subject}</b> {finding.sentence}
              </span>
              <Link href={`${paths.board(finding.team)}${view.query}`}>
                {finding.teams ? `${finding.teams} teams` : finding.team}
              </Link>
              <span className="need-since figures text-12 text-ink-2">
                {finding.since === null ? 'since it was first seen' : <Since at={finding.since} moment={view} />}
              </span>
              <LinkButton href={findingPath(finding, view.query)} aria-label={`Open ${finding.subject}`}>
                Open
              </LinkButton>
            </li>
          ))}
        </ol>
      )}
    </Panel>
  );
}

const things = (count: number): string => (count === 1 ? '1 thing' : `${count} things`);
