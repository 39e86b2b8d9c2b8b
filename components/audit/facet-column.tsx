import { Facets } from '#components/ui/facets.tsx';
import type { Search } from '#components/url/view-query.ts';
import { type AuditField, auditFieldNames, auditFields, nothing } from '#lib/audit/filter.ts';
import { principalLabel } from '#lib/catalog/audit-actions.ts';
import type { AuditFacets } from '#lib/queries/audit.ts';

const labels: Partial<Record<AuditField, (value: string) => string>> = {
  who: principalLabel,
  service: (value) => value.replace(/\.amazonaws\.com$/, ''),
};
const absentWords: Partial<Record<AuditField, string>> = { through: 'no role', ip: 'no address' };

const labelOf = (field: AuditField, value: string, names: ReadonlyMap<string, string>): string => {
  if (value === nothing) return absentWords[field] ?? value;
  if (field === 'account') return names.get(value) ?? value;
  return labels[field]?.(value) ?? value;
};

const shown = 6;

export type FacetColumnProps = {
  facets: AuditFacets;
  chosen: Readonly<Partial<Record<AuditField, readonly string[]>>>;
  path: string;
  search: Search;
  names: ReadonlyMap<string, string>;
};

/** Filters with their counts, most frequent first; the rest of a long list folds away. */
export function FacetColumn({ facets, chosen, path, search, names }: FacetColumnProps) {
  return (
    <div className="p-4 max-lg:order-last max-lg:border-t max-lg:border-line lg:border-r lg:border-line">
      {auditFieldNames.map((field) => {
        const all = facets[field] ?? [];
        const missing = (chosen[field] ?? []).filter((value) => !all.some((each) => each.value === value));
        const named = [...missing.map((value) => ({ value, count: 0 })), ...all].map((each) => ({
          ...each,
          label: labelOf(field, each.value, names),
        }));
        const alike = new Map<string, number>();
        for (const { label } of named) alike.set(label, (alike.get(label) ?? 0) + 1);
        const values = named.map((each) => ((alike.get(each.label) ?? 0) > 1 ? { ...each, label: each.value } : each));
        const isChosen = (value: string) => chosen[field]?.includes(value) === true;
        const first = values.filter(({ value }, index) => index < shown || isChosen(value));
        const rest = values.filter((each) => !first.includes(each));
        if (values.length === 0) return null;
        return (
          <div key={field}>
            <Facets title={auditFields[field].label} name={field} facets={first} path={path} search={search} />
            {rest.length > 0 && (
              <details className="-mt-3 pb-4 text-12">
                <summary className="link w-fit">{rest.length} more</summary>
                <Facets title="" name={field} facets={rest} path={path} search={search} />
              </details>
            )}
          </div>
        );
      })}
    </div>
  );
}
