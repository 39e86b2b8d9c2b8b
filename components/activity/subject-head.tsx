import type { ReactNode } from 'react';
import { OpenInAws } from '#components/ui/actions.tsx';
import { type Fact, Facts } from '#components/ui/facts.tsx';
import { Link } from '#components/ui/link.tsx';
import { PageHead } from '#components/ui/page-head.tsx';
import { Instant } from '#components/ui/time.tsx';
import { type Subject, subjectRows } from '#lib/audit/activity/subject.ts';
import { principalLabel } from '#lib/catalog/audit-actions.ts';
import { roleLink } from '#lib/catalog/console-links.ts';
import { paths } from '#lib/catalog/paths.ts';
import { formatCount, formatFigure } from '#lib/format.ts';
import type { Activity } from '#lib/queries/activity.ts';
import type { SubjectFacts } from '#lib/queries/subject-facts.ts';
import { activityHref, type Context } from './activity-href.ts';

export type SubjectHeadProps = Context & {
  subject: Subject;
  activity: Activity;
  facts: SubjectFacts;
  /** The search over the same filter. */
  search: string;
  accountName: (id: string) => string;
  /** What else the filter asks for, in words; null: nothing. */
  narrowed: string | null;
  evidence: ReactNode;
};

const figure = (count: number): string => formatFigure(count, 'count').text;

const keyKinds = { AKIA: 'a long-lived key of a user', ASIA: 'a key of a session, which ends' } as const;
const keyKind = (key: string): string =>
  key.startsWith('AKIA') ? keyKinds.AKIA : key.startsWith('ASIA') ? keyKinds.ASIA : 'of a kind that its letters do not tell';

/** What it is, beside its name. */
function kindFact({ subject: { field, value }, facts }: SubjectHeadProps): Fact[] {
  if (field === 'key') return [{ label: 'Kind', value: keyKind(value) }];
  if (field === 'ip') {
    const kind = value.endsWith('.amazonaws.com') ? 'a service of AWS calls itself' : 'no address: the record’s own word';
    return [{ label: 'Network', value: facts.network ?? kind }];
  }
  if (field === 'who' && /\.amazonaws\.com$/.test(value)) return [{ label: 'Kind', value: 'a service of AWS' }];
  return [];
}

function Links({ values, of, context }: { values: readonly string[]; of: 'who' | 'ip'; context: Context }) {
  return (
    <span className="inline-flex flex-wrap gap-x-3">
      {values.map((value) => (
        <Link key={value} href={activityHref(context, of, value)}>
          {of === 'who' ? principalLabel(value) : value}
        </Link>
      ))}
    </span>
  );
}

/** Teams and places that it is mapped to. */
function principalFacts({ facts: { principals }, view, accountName }: SubjectHeadProps): Fact[] {
  return principals.slice(0, 4).map(({ account, team, teamReason, name, kind }) => ({
    label: `Team in ${accountName(account)}`,
    value: (
      <span title={teamReason}>
        {team === 'unowned' ? 'no team' : <Link href={`${paths.board(team)}${view.query}`}>{team}</Link>}
        {kind === 'role' && (
          <>
            {' · '}
            <a className="link" href={roleLink(account, name)} target="_blank" rel="noreferrer">
              role in AWS
            </a>
          </>
        )}
      </span>
    ),
  }));
}

/** Who or what a page is about, its figures, and where else it leads. */
export function SubjectHead(props: SubjectHeadProps) {
  const { subject, activity, facts, search, narrowed, evidence, accountName, ...context } = props;
  const { figures, firstAt, lastAt, everFirstAt, everLastAt } = activity;
  const { field, value } = subject;
  const moment = (at: number | null): ReactNode =>
    at === null ? <span className="text-ink-3">none</span> : <Instant at={at} moment={context.view} seconds />;
  const [role] = facts.principals;
  const own: Fact[] = [
    { label: 'Events', value: figure(figures.events) },
    { label: 'Changes', value: figure(figures.writes) },
    {
      label: 'Refused',
      value: <span className={figures.denied > 0 ? 'text-failing' : undefined}>{figure(figures.denied)}</span>,
    },
    { label: 'Failed', value: figure(figures.failed) },
    {
      label: 'In this window',
      value: (
        <span>
          {moment(firstAt)} to {moment(lastAt)}
        </span>
      ),
    },
    {
      label: 'In all that is stored',
      value: (
        <span>
          {moment(everFirstAt)} to {moment(everLastAt)}
        </span>
      ),
    },
    { label: 'Accounts', value: activity.accounts.map((one) => accountName(one.value)).join(', ') || 'none' },
    ...kindFact(props),
    ...(facts.holders.length > 0 && field !== 'who'
      ? [{ label: 'Who signs with it', value: <Links values={facts.holders.slice(0, 6)} of="who" context={context} /> }]
      : []),
    ...(facts.neighbours.length > 0
      ? [
          {
            label: 'Others of its network',
            value: <Links values={facts.neighbours.map((one) => one.value)} of="ip" context={context} />,
          },
        ]
      : []),
    ...principalFacts(props),
  ];
  return (
    <PageHead
      title={field === 'who' ? principalLabel(value) : value}
      sentence={`${subjectRows[field].one}, ${formatCount(figures.events, 'event', 'events')}${narrowed === null ? '' : `, only ${narrowed}`}`}
      actions={
        <>
          {field === 'through' && role && <OpenInAws href={roleLink(role.account, role.name)} />}
          <Link className="button" href={search}>
            Search these events
          </Link>
          {evidence}
        </>
      }
    >
      <Facts across facts={own} />
    </PageHead>
  );
}
