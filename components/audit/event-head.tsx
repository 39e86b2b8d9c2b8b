import { CopyCli, OpenInAws } from '#components/ui/actions.tsx';
import { Facts } from '#components/ui/facts.tsx';
import { Link } from '#components/ui/link.tsx';
import { PageHead } from '#components/ui/page-head.tsx';
import type { View } from '#components/url/view.ts';
import { moveWords, sentenceOf, targetWords } from '#lib/audit/sentence.ts';
import { shellWord } from '#lib/catalog/aws-cli.ts';
import { eventLink } from '#lib/catalog/console-links.ts';
import { paths } from '#lib/catalog/paths.ts';
import { table } from '#lib/catalog/table.ts';
import { formatDuration, formatExact } from '#lib/format.ts';
import type { AuditEventRecord, RequestDiff } from '#lib/queries/audit-event.ts';
import { ResultWord } from './words.tsx';

export type EventHeadProps = { event: AuditEventRecord; diff: RequestDiff | null; team: string; view: View; accountName: string };

const sourceWords = table<string>({ 'event-history': 'Event history', import: 'an imported file' });

export function EventHead({ event, diff, team, view, accountName }: EventHeadProps) {
  const on = event.resources[0]?.name ?? targetWords(event.targets);
  const move = diff && event.result === 'ok' ? moveWords(diff.changes) : null;
  const sentence = sentenceOf({ ...event, on });
  const owner = event.resources.find((resource) => resource.team)?.team;
  const cli = `aws cloudtrail lookup-events --region ${shellWord(event.region)} --lookup-attributes AttributeKey=EventId,AttributeValue=${shellWord(event.eventId)}`;
  return (
    <PageHead
      title={move ? `${sentence}, ${move}` : sentence}
      actions={
        <>
          <OpenInAws href={eventLink(event.account, event.region, event.eventId)} />
          <CopyCli command={cli} />
        </>
      }
    >
      <Facts
        across
        facts={[
          { label: 'When', value: formatExact(event.at, view.zone) },
          {
            label: 'Action',
            value: (
              <span>
                {event.eventSource.replace(/\.amazonaws\.com$/, '')}:{event.eventName}
              </span>
            ),
          },
          {
            label: 'Result',
            value: (
              <>
                <ResultWord result={event.result} code={event.errorCode} inline />
                {event.errorCode && <span className="pl-2 text-ink-2">{event.errorCode}</span>}
              </>
            ),
          },
          {
            label: 'Account, Region',
            value: (
              <span title={event.account}>
                {accountName}, {event.region}
              </span>
            ),
          },
          { label: 'From', value: event.sourceIp ?? <span className="text-ink-3">no address in the record</span> },
          { label: 'Team', value: owner ? <Link href={paths.board(owner)}>{owner}</Link> : 'names no resource of a team' },
          {
            label: 'Came from',
            value: `${sourceWords[event.source] ?? event.source}, ${formatDuration(Math.max(0, event.receivedAt - event.at))} after it happened`,
          },
        ]}
      />
      {event.errorMessage && <p className="text-12 break-words text-ink-2">{event.errorMessage}</p>}
      {team !== 'all' && owner && owner !== team && <p className="text-12 text-ink-3">Its first resource is owned by {owner}.</p>}
    </PageHead>
  );
}
