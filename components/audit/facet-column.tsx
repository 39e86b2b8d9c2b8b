import { Facets } from '#components/ui/facets.tsx';
import { hrefWith } from '#components/url/search.ts';
import { type Search, viewQuery } from '#components/url/view-query.ts';
import { isSubjectField } from '#lib/audit/activity/subject.ts';
import {
  type AuditFilter,
  askedOf,
  auditFields,
  excludedName,
  type ListedField,
  listedFieldNames,
  nothing,
} from '#lib/audit/filter.ts';
import { principalLabel } from '#lib/catalog/audit-actions.ts';
import type { AuditFacets } from '#lib/queries/audit.ts';

const labels: Partial<Record<ListedField, (value: string) => string>> = {
  who: principalLabel,
  service: (value) => value.replace(/\.amazonaws\.com$/, ''),
};
const absentWords: Partial<Record<ListedField, string>> = {
  ...{ through: 'no role', ip: 'no address', error: 'no error' },
  ...{ agent: 'no user agent', vpce: 'no VPC endpoint', tls: 'not said' },
};

const labelOf = (field: ListedField, value: string, names: ReadonlyMap<string, string>): string => {
  if (value === nothing) return absentWords[field] ?? value;
  if (field === 'account') return names.get(value) ?? value;
  return labels[field]?.(value) ?? value;
};

const shown = 6;

/** The same window, and no other filter. */
const followHref = (path: string, search: Search, { field, value }: { field: string; value: string }): string | null =>
  value === nothing ? null : hrefWith(path, Object.fromEntries(new URLSearchParams(viewQuery(search))), { [field]: value });

export type FacetColumnProps = {
  facets: AuditFacets;
  filter: AuditFilter;
  path: string;
  search: Search;
  names: ReadonlyMap<string, string>;
  /** The page of all that a value did. */
  followPath: string;
};

/** Filters with their counts, most frequent first; the rest of a long list folds away. */
export function FacetColumn({ facets, filter, path, search, names, followPath }: FacetColumnProps) {
  return (
    <div className="p-4 max-lg:order-last max-lg:border-t max-lg:border-line lg:border-r lg:border-line">
      {listedFieldNames.map((field) => {
        const all = facets[field];
        const asked = askedOf(filter, field);
        const missing = asked.filter((value) => !all.some((each) => each.value === value));
        const named = [...missing.map((value) => ({ value, count: 0 })), ...all].map((each) => ({
          ...each,
          label: labelOf(field, each.value, names),
        }));
        const alike = new Map<string, number>();
        for (const { label } of named) alike.set(label, (alike.get(label) ?? 0) + 1);
        const values = named.map((each) => ((alike.get(each.label) ?? 0) > 1 ? { ...each, label: each.value } : each));
        const first = values.filter(({ value }, index) => index < shown || asked.includes(value));
        const rest = values.filter((each) => !first.includes(each));
        // A list of nothing but that nothing is said offers no choice.
        if (values.length === 0 || (asked.length === 0 && values.every(({ value }) => value === nothing))) return null;
        const follow = isSubjectField(field)
          ? { follow: (value: string) => followHref(followPath, search, { field, value }) }
          : {};
        const each = { name: field, excludedName: excludedName(field), path, search, ...follow };
        return (
          <div key={field}>
            <Facets title={auditFields[field].label} facets={first} {...each} />
            {rest.length > 0 && (
              <details className="-mt-3 pb-4 text-12">
                <summary className="link w-fit">{rest.length} more</summary>
                <Facets title="" facets={rest} {...each} />
              </details>
            )}
          </div>
        );
      })}
    </div>
  );
}
