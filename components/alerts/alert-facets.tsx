import { Facets } from '#components/ui/facets.tsx';
import type { Search } from '#components/url/view-query.ts';
import type { AlertFilter } from '#lib/alerts/filter.ts';
import { alertSeverityIds } from '#lib/catalog/alert-rules.ts';
import { type Counts, countOf } from './count-words.ts';

type Props = { counts: Counts; filter: AlertFilter; path: string; search: Search };

/** Counts by severity and rule; a filter's own choice does not narrow its own list. */
export function AlertFacets({ counts, filter, path, search }: Props) {
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
      {rules.length > 0 && <Facets title="Rule" name="rule" facets={rules} path={path} search={search} />}
    </div>
  );
}
