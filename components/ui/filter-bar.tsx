import { ListFilter, X } from 'lucide-react';
import type { ReactNode } from 'react';
import { hrefWith, valuesOf } from '#components/url/search.ts';
import type { Search } from '#components/url/view-query.ts';
import { Link } from './link.tsx';

/** One thing that can be filtered by: its parameter, its words, and the values to choose from (free text without). */
export type FilterField = {
  name: string;
  label: string;
  options?: readonly { value: string; label?: string; count?: number }[];
  placeholder?: string;
};

/** What is filtered by and has no field here: its parameter, and a value in words. */
export type FilterChip = { name: string; label: string; verb: 'is' | 'is not'; value: string };

export type FilterBarProps = {
  path: string;
  search: Search;
  fields: readonly FilterField[];
  chips?: readonly FilterChip[];
  right?: ReactNode;
};

const optionText = (option: { value: string; label?: string; count?: number }): string =>
  option.count === undefined ? (option.label ?? option.value) : `${option.label ?? option.value} (${option.count})`;

function Field({ field }: { field: FilterField }) {
  if (!field.options) {
    return (
      <input
        name={field.name}
        aria-label={field.label}
        placeholder={field.placeholder ?? field.label}
        className="field w-40"
        data-filter=""
      />
    );
  }
  return (
    <select name={field.name} aria-label={field.label} className="field max-w-44" defaultValue="">
      <option value="">{field.label}</option>
      {field.options.map((option) => (
        <option key={option.value} value={option.value}>
          {optionText(option)}
        </option>
      ))}
    </select>
  );
}

/** Filters that stand in the URL: chips to take away, native inputs to add. A GET form, so that it works without script. */
export function FilterBar({ path, search, fields, chips = [], right }: FilterBarProps) {
  const chosen: FilterChip[] = [
    ...fields.flatMap(({ name, label }) => valuesOf(search, name).map((value) => ({ name, label, verb: 'is' as const, value }))),
    ...chips,
  ];
  const kept = Object.entries(search).flatMap(([name, raw]) =>
    name === 'page'
      ? []
      : (typeof raw === 'string' ? [raw] : (raw ?? [])).filter((value) => value !== '').map((value) => ({ name, value })),
  );
  return (
    <form action={path} method="get" className="filter-bar flex flex-wrap items-center gap-2" aria-label="Filters">
      <ListFilter size={14} aria-hidden="true" className="text-ink-3" />
      {chosen.map(({ name, label, verb, value }) => (
        <Link
          key={`${name}=${value}`}
          className="chip max-w-full"
          href={hrefWith(path, search, { [name]: valuesOf(search, name).filter((each) => each !== value) })}
        >
          <span className="text-ink-3">
            {label} {verb}
          </span>
          <span className="max-w-52 truncate font-mid">{value}</span>
          <X size={12} aria-hidden="true" className="text-ink-3" />
          <span className="sr-only">, remove this filter</span>
        </Link>
      ))}
      {kept.map(({ name, value }) => (
        <input key={`${name}=${value}`} type="hidden" name={name} value={value} />
      ))}
      {fields.map((field) => (
        <Field key={field.name} field={field} />
      ))}
      <button type="submit" className="button">
        Filter
      </button>
      {right !== undefined && <span className="ml-auto text-12 text-ink-3">{right}</span>}
    </form>
  );
}
