import type { Search } from '#components/url/view-query.ts';

export type ColumnChoiceProps = {
  columns: readonly { id: string; label: string }[];
  chosen: readonly string[];
  path: string;
  search: Search;
};

/** Which columns a table shows, kept in the URL as `cols=`. */
export function ColumnChoice({ columns, chosen, path, search }: ColumnChoiceProps) {
  const kept = Object.entries(search).flatMap(([name, raw]) =>
    name === 'cols' ? [] : (typeof raw === 'string' ? [raw] : (raw ?? [])).map((value) => ({ name, value })),
  );
  return (
    <details className="menu-details">
      <summary className="hover:text-ink hover:underline">columns</summary>
      <form action={path} method="get" className="menu-body" data-columns="">
        {kept.map(({ name, value }) => (
          <input key={`${name}=${value}`} type="hidden" name={name} value={value} />
        ))}
        {columns.map(({ id, label }) => (
          <label key={id} className="flex items-center gap-2 py-1">
            <input type="checkbox" name="cols" value={id} defaultChecked={chosen.includes(id)} />
            {label}
          </label>
        ))}
        <button type="submit" className="button mt-1">
          Show
        </button>
      </form>
    </details>
  );
}
