import type { Column } from '#components/table/column.ts';
import { DataTable } from '#components/table/data-table.tsx';
import { TableFrame } from '#components/table/table-frame.tsx';
import { Link } from '#components/ui/link.tsx';
import { LinkButton } from '#components/ui/link-button.tsx';
import { Instant } from '#components/ui/time.tsx';
import type { View } from '#components/url/view.ts';
import type { RuleFacts } from '#lib/alerts/rule-book.ts';
import { formatCount, formatDuration, formatFigure } from '#lib/format.ts';
import type { AlertTally } from '#lib/queries/alert-tallies.ts';

type Row = RuleFacts & { tally: AlertTally | null };
export type RulesTableProps = {
  view: View;
  rules: readonly RuleFacts[];
  tallies: readonly AlertTally[];
  /** Where the alerts of a rule are listed. */
  alertsHref: (rule: string) => string;
  /** The window that firings are counted in, in words. */
  since: string;
  /** Where a rule is changed; null where the reader may not. */
  editHref: (rule: RuleFacts) => string | null;
  /** Where another is made of it; null where the reader may not. */
  copyHref: (rule: RuleFacts) => string | null;
};

const none = <span className="text-ink-3">–</span>;
const countCell = (count: number) => (count === 0 ? none : formatFigure(count, 'count').text);

/** Where a rule comes from. */
const originOf = ({ isOwn, owner }: Pick<RuleFacts, 'isOwn' | 'owner'>): string => {
  if (owner !== null) return `made in the console, of ${owner === 'all' ? 'all teams' : owner}`;
  return isOwn ? 'from trailwatch.yaml' : 'always there';
};

const columns = ({ view, alertsHref, editHref, copyHref }: RulesTableProps): Column<Row>[] => [
  {
    id: 'rule',
    label: 'Rule',
    kind: 'lead',
    cell: ({ id, title, why, runbook, isOwn, owner }) => (
      <span className="block min-w-0 py-1" id={`rule-${id}`}>
        <span className="font-head break-words">{title}</span>
        <span className="block text-12 font-text break-words text-ink-3">
          {id}, {originOf({ isOwn, owner })}
          {runbook !== null && (
            <>
              {', '}
              <Link href={runbook} className="hover:underline">
                runbook
              </Link>
            </>
          )}
        </span>
        {why !== null && <span className="block text-12 font-text text-ink-2">{why}</span>}
      </span>
    ),
  },
  { id: 'severity', label: 'Severity', phone: 'corner', cell: ({ severity }) => severity },
  {
    id: 'condition',
    label: 'Fires at',
    kind: 'wide',
    cell: ({ condition, clearMs }) => (
      <span className="block min-w-48 py-1 text-12">
        {condition}
        {clearMs > 0 && <span className="block text-ink-3">over after {formatDuration(clearMs)} without</span>}
      </span>
    ),
  },
  {
    id: 'earliest',
    label: 'Told at the earliest',
    kind: 'figure',
    phone: 'row',
    cell: ({ earliestMs }) => `after ${formatDuration(earliestMs)}`,
  },
  { id: 'open', label: 'Open', kind: 'figure', phone: 'row', cell: ({ tally }) => countCell(tally?.open ?? 0) },
  {
    id: 'fired',
    label: 'Fired',
    kind: 'figure',
    phone: 'row',
    cell: ({ id, tally }) =>
      tally === null || tally.fired === 0 ? (
        none
      ) : (
        <Link
          href={alertsHref(id)}
          className="hover:underline"
          aria-label={`${formatCount(tally.fired, 'alert', 'alerts')} of ${id}`}
        >
          {formatFigure(tally.fired, 'count').text}
        </Link>
      ),
  },
  {
    id: 'seen',
    label: 'Seen by somebody',
    kind: 'figure',
    phone: 'hidden',
    cell: ({ tally }) =>
      tally === null || tally.fired === 0 ? none : `${Math.round((100 * tally.acknowledged) / tally.fired)} %`,
  },
  {
    id: 'newest',
    label: 'Last fired',
    phone: 'hidden',
    cell: ({ tally }) => (tally === null ? none : <Instant at={tally.newestAt} moment={view} />),
  },
  {
    id: 'do',
    label: 'Change it',
    phone: 'bare',
    cell: (rule) => {
      const [edit, copy] = [editHref(rule), copyHref(rule)];
      return (
        <span className="flex flex-wrap gap-2 py-1">
          {edit !== null && (
            <LinkButton href={edit} aria-label={`Edit ${rule.id}`}>
              Edit
            </LinkButton>
          )}
          {copy !== null && (
            <LinkButton href={copy} aria-label={`Copy ${rule.id}`}>
              Copy
            </LinkButton>
          )}
        </span>
      );
    },
  },
];

/** Every rule that is on, with how often it fired and how often somebody looked: what nobody looks at is to be changed or taken out. */
export function RulesTable(props: RulesTableProps) {
  const { rules, tallies, since } = props;
  const byRule = new Map(tallies.map((one) => [one.rule, one]));
  const made = rules.filter(({ owner }) => owner !== null).length;
  const own = rules.filter(({ isOwn }) => isOwn).length - made;
  return (
    <TableFrame
      title="Rules"
      subtitle={`${rules.length - own - made} are always there, ${own} of trailwatch.yaml, ${made} made in the console; firings of ${since}`}
      foot={<span>Rules of trailwatch.yaml are changed there; a copy of one is made here. docs/alerts.md says how.</span>}
    >
      <DataTable
        caption="Rules"
        columns={columns(props)}
        rows={rules.map((rule) => ({ ...rule, tally: byRule.get(rule.id) ?? null }))}
        rowKey={({ id }) => id}
        height="tall"
        empty="No rule is on."
      />
    </TableFrame>
  );
}
