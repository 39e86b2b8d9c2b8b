import { Facets } from '#components/ui/facets.tsx';
import type { Search } from '#components/url/view-query.ts';
import type { AlertFilter } from '#lib/alerts/filter.ts';
import { alertSeverityIds } from '#lib/catalog/alert-rules.ts';
import { type Counts, countOf } from './count-words.ts';

type Props = { counts: Counts; filter: AlertFilter; path: string; search: Search; me: { id: string; name: string } };

/** Whoever looks, and who else has any. */
function peopleOf({ counts, filter, me }: Props) {
  const names = new Map(counts.flatMap(({ assignee }) => (assignee === null ? [] : [[assignee.id, assignee.name]])));
  return [...new Set([me.id, ...filter.assignees, ...names.keys()])].map((value) => ({
    value,
    label: value === me.id ? 'me' : (names.get(value) ?? 'somebody else'),
    count: countOf(counts, { ...filter, assignees: [value] }),
  }));
}

/** Counts by severity, whose they are and rule; a filter's own choice does not narrow its own list. */
export function AlertFacets(props: Props) {
  const { counts, filter, path, search } = props;
  const severities = alertSeverityIds.map((value) => ({ value, count: countOf(counts, { ...filter, severities: [value] }) }));
  const titles = new Map(counts.map(({ rule, title }) => [rule, title]));
  const rules = [...new Set([...filter.rules, ...titles.keys()])].map((value) => ({
    value,
    label: titles.get(value) ?? value,
    count: countOf(counts, { ...filter, rules: [value] }),
  }));
  return (
    <div className="p-4 max-lg:order-last max-lg:border-t max-lg:border-line lg:border-r lg:border-line">
      <Facets title="Severity" name="severity" facets={severities} path={path} search={search} />
      <Facets title="Assigned to" name="assignee" facets={peopleOf(props)} path={path} search={search} />
      {rules.length > 0 && <Facets title="Rule" name="rule" facets={rules} path={path} search={search} />}
    </div>
  );
}
