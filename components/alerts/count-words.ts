import { rangeText } from '#components/url/ranges.ts';
import type { View } from '#components/url/view.ts';
import type { AlertFilter, AlertStanding } from '#lib/alerts/filter.ts';
import { formatFigure, formatInstant } from '#lib/format.ts';
import type { AlertCount } from '#lib/queries/alerts.ts';

export type Counts = readonly AlertCount[];

/** "in the last 24 h", "since Wed 16:20": an alert that is open now is open whatever the window. */
export const windowWords = ({ range, from, zone, now }: View): string =>
  range === null ? `since ${formatInstant(from, { zone, now })}` : `in the last ${rangeText(range)}`;

/** How many alerts a filter leaves. */
export const countOf = (counts: Counts, { rules, severities, state, assignees }: AlertFilter): number =>
  counts
    .filter((one) => state === null || one.state === state)
    .filter(({ rule }) => rules.length === 0 || rules.some((each) => each === rule))
    .filter(({ severity }) => severities.length === 0 || (severity !== null && severities.includes(severity)))
    .filter(({ assignee }) => assignees.length === 0 || (assignee !== null && assignees.includes(assignee.id)))
    .reduce((sum, { count }) => sum + count, 0);

/** "3 open, 1 acknowledged, 2 silenced, 12 ended in the last 24 h", whatever the filter. */
export function totalWords(counts: Counts, view: View): string {
  const of = (state: AlertStanding): string => {
    const count = countOf(counts, { rules: [], severities: [], state, assignees: [] });
    return count === 0 ? 'none' : formatFigure(count, 'count').text;
  };
  return `${of('open')} open, ${of('acknowledged')} acknowledged, ${of('silenced')} silenced, ${of('resolved')} ended ${windowWords(view)}`;
}
