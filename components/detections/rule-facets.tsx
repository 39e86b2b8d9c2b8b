import { Facets } from '#components/ui/facets.tsx';
import type { Search } from '#components/url/view-query.ts';
import type { DetectionFilter } from '#lib/audit/detections/filter.ts';
import { severities } from '#lib/audit/detections/rule.ts';
import { ruleRow } from '#lib/audit/detections/rules.ts';
import type { DetectionCount } from '#lib/queries/detections.ts';

type Counts = readonly DetectionCount[];

const sum = (counts: Counts): number => counts.reduce((total, { count }) => total + count, 0);
const isChosen = <T extends string>(chosen: readonly T[], one: string): boolean =>
  chosen.length === 0 || chosen.some((each) => each === one);

/** Counts by severity and rule; a filter's own choice does not narrow its own list. */
export function RuleFacets({
  counts,
  filter,
  path,
  search,
}: {
  counts: Counts;
  filter: DetectionFilter;
  path: string;
  search: Search;
}) {
  const bySeverity = severities.map((value) => ({
    value,
    count: sum(counts.filter((one) => one.severity === value && isChosen(filter.rules, one.rule))),
  }));
  const rules = [...new Set([...filter.rules, ...counts.map(({ rule }) => rule)])];
  const byRule = rules.map((value) => ({
    value,
    label: ruleRow(value)?.title ?? value,
    count: sum(counts.filter((one) => one.rule === value && isChosen(filter.severities, one.severity))),
  }));
  return (
    <div className="p-4 max-lg:order-last max-lg:border-t max-lg:border-line lg:border-r lg:border-line">
      <Facets title="Severity" name="severity" facets={bySeverity} path={path} search={search} />
      {byRule.length > 0 && <Facets title="Rule" name="rule" facets={byRule} path={path} search={search} />}
    </div>
  );
}
