import { clsx } from 'clsx';
import { BellOff } from 'lucide-react';
import { Facts } from '#components/ui/facts.tsx';
import { Link } from '#components/ui/link.tsx';
import { LinkButton } from '#components/ui/link-button.tsx';
import { PageHead } from '#components/ui/page-head.tsx';
import { Instant } from '#components/ui/time.tsx';
import type { View } from '#components/url/view.ts';
import { subjectPath, subjectWords } from '#lib/catalog/alert-subjects.ts';
import { paths } from '#lib/catalog/paths.ts';
import { formatDuration } from '#lib/format.ts';
import type { AlertRecord } from '#lib/queries/alerts.ts';
import { minuteMs } from '#lib/time.ts';
import { Acknowledge } from './acknowledge.tsx';
import { Assign, type AssignProps } from './assign.tsx';
import { silenceHref } from './silence-prefill.ts';
import { Snooze } from './snooze.tsx';
import { AlertState, alertHeadline } from './words.tsx';

export type AlertHeadProps = {
  alert: AlertRecord;
  team: string;
  view: View;
  accountName: string;
  /** The viewer may say that somebody has it and silence it, and looks at the present. */
  mayAct: boolean;
  /** Who looks, and to whom it may be assigned. */
  assigning: Pick<AssignProps, 'me' | 'people'>;
};

/** "604 ms" with its unit smaller; anything else as it is. */
function LargeFigure({ text, isOver }: { text: string; isOver: boolean }) {
  const [, value = text, unit] = /^([\d.\u202f]+) (\S+)$/.exec(text) ?? [];
  return (
    <span className={clsx('text-24 leading-tight font-head break-words', isOver ? 'text-ink-2' : 'text-failing')}>
      {value}
      {unit !== undefined && <span className="pl-[0.2em] text-15">{unit}</span>}
    </span>
  );
}

/** How it stands and for how long; when it began, and how soon it was told. */
function Standing({ alert, view }: Pick<AlertHeadProps, 'alert' | 'view'>) {
  const { word, beganAt, firedAt, resolvedAt, returns, acknowledgedAt, acknowledgedBy, snoozedUntil } = alert;
  const at = (time: number) => <Instant at={time} moment={view} />;
  return (
    <p className="min-w-0 text-ink-2">
      <AlertState word={word} />{' '}
      {resolvedAt === null ? (
        <>
          for {formatDuration(view.now - firedAt)}, since {at(firedAt)}.
          {word === 'calm' && ' What it promises holds again, not long enough yet to end it.'}
        </>
      ) : (
        <>
          after {formatDuration(resolvedAt - beganAt)}, at {at(resolvedAt)}.
        </>
      )}{' '}
      Began {at(beganAt)}; told {firedAt - beganAt < minuteMs ? 'at once' : `after ${formatDuration(firedAt - beganAt)}`}.
      {returns > 0 && ` Came back ${returns === 1 ? 'once' : `${returns} times`}.`}
      {acknowledgedAt !== null && (
        <>
          {' '}
          {snoozedUntil === null ? 'Seen' : <>Snoozed until {at(snoozedUntil)}</>} by {acknowledgedBy ?? 'somebody'} at{' '}
          {at(acknowledgedAt)}.
        </>
      )}
    </p>
  );
}

/** Until when nobody is told of it, because of whom and why. */
const Silenced = ({ silence, team, view }: { silence: NonNullable<AlertRecord['silence']>; team: string; view: View }) => (
  <p className="min-w-0 [overflow-wrap:anywhere] text-ink-2">
    <BellOff size={13} aria-hidden="true" className="mr-1 inline-block align-[-2px]" />
    <Link href={`${paths.silences(team)}${view.query}`}>
      Silenced until <Instant at={silence.until} moment={view} /> by {silence.by}
    </Link>
    : {silence.reason}
  </p>
);

/** A subject of more than one Region, or of all accounts, names none. */
function placeFact({ account, region }: AlertRecord, accountName: string) {
  if (account === '') return [];
  const value = <span title={account}>{region === '' ? accountName : `${accountName}, ${region}`}</span>;
  return [{ label: region === '' ? 'Account' : 'Account, Region', value }];
}

function factsOf({ alert, view, accountName, mayAct, assigning }: AlertHeadProps) {
  const { facts, kind, team } = alert;
  return [
    { label: 'Kind', value: subjectWords(kind).one },
    ...placeFact(alert, accountName),
    { label: 'Team', value: <Link href={`${paths.board(team)}${view.query}`}>{team}</Link> },
    ...(facts === null ? [] : [{ label: 'Severity', value: facts.severity }]),
    {
      label: 'Assigned to',
      value: mayAct ? <Assign id={alert.id} assignee={alert.assignee} {...assigning} /> : (alert.assignee?.name ?? 'nobody'),
    },
  ];
}

/** One figure, the sentence of the alert, how it stands, and what can be done about it. */
export function AlertHead(props: AlertHeadProps) {
  const { alert, team, view, mayAct } = props;
  const isOver = alert.resolvedAt !== null;
  return (
    <PageHead
      title={alertHeadline(alert)}
      state={alert.figure === '' ? undefined : <LargeFigure text={alert.figure} isOver={isOver} />}
      actions={
        <>
          <LinkButton
            className="max-w-full min-w-0 break-all whitespace-normal"
            href={`${subjectPath(team, alert.kind, alert)}${view.query}`}
          >
            Open {alert.name}
          </LinkButton>
          {mayAct && !isOver && (
            <>
              <LinkButton href={silenceHref(team, alert, view)}>
                <BellOff size={13} aria-hidden="true" />
                Silence…
              </LinkButton>
              <Snooze id={alert.id} tz={view.tz} now={view.now} />
              <Acknowledge id={alert.id} isAcknowledged={alert.acknowledgedAt !== null} />
            </>
          )}
        </>
      }
    >
      <div className="grid min-w-0 gap-1">
        <Standing alert={alert} view={view} />
        {alert.silence !== null && <Silenced silence={alert.silence} team={team} view={view} />}
        <p className="min-w-0 break-words text-ink-2">{alert.sentence}</p>
      </div>
      <Facts across facts={factsOf(props)} />
    </PageHead>
  );
}
