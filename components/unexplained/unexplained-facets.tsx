import { Facets } from '#components/ui/facets.tsx';
import type { Search } from '#components/url/view-query.ts';
import {
  ofKinds,
  showsList,
  type UnexplainedFilter,
  type UnexplainedList,
  unexplainedLists,
} from '#lib/audit/unexplained/filter.ts';
import { isResourceKind, kindRow } from '#lib/catalog/resource-kinds.ts';

type Kinds = readonly { kind: string }[];
export type UnexplainedFacetsProps = {
  rows: Readonly<Record<UnexplainedList, Kinds>>;
  filter: UnexplainedFilter;
  path: string;
  search: Search;
};

/** Counts by list and kind; a filter's own choice does not narrow its own list. */
export function UnexplainedFacets({ rows, filter, path, search }: UnexplainedFacetsProps) {
  const lists = Object.keys(unexplainedLists) as UnexplainedList[];
  const byList = lists.map((value) => ({ value, label: unexplainedLists[value], count: ofKinds(filter, rows[value]).length }));
  const shown = lists.flatMap((list) => (showsList(filter, list) ? rows[list] : []));
  const kinds = [...new Set([...filter.kinds, ...shown.map(({ kind }) => kind)])];
  const byKind = kinds.map((value) => ({
    value,
    label: isResourceKind(value) ? kindRow(value).many : value,
    count: shown.filter(({ kind }) => kind === value).length,
  }));
  return (
    <div className="p-4 max-lg:border-b max-lg:border-line lg:border-r lg:border-line">
      <Facets title="List" name="list" facets={byList} path={path} search={search} />
      {byKind.length > 0 && <Facets title="Kind" name="kind" facets={byKind} path={path} search={search} />}
    </div>
  );
}
