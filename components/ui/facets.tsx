import { Square, SquareCheck } from 'lucide-react';
import { hrefWith, valuesOf } from '#components/url/search.ts';
import type { Search } from '#components/url/view-query.ts';
import { formatFigure } from '#lib/format.ts';
import { Bar } from './bar.tsx';
import { Link } from './link.tsx';

type Facet = { value: string; label?: string; count: number };
export type FacetsProps = { title: string; name: string; facets: readonly Facet[]; path: string; search: Search };

/** Values of one filter with their counts, checked first; each toggles by a link. */
export function Facets({ title, name, facets, path, search }: FacetsProps) {
  const chosen = new Set(valuesOf(search, name));
  const most = Math.max(1, ...facets.map(({ count }) => count));
  const sorted = [...facets].sort((a, b) => Number(chosen.has(b.value)) - Number(chosen.has(a.value)) || b.count - a.count);
  const without = (value: string) => [...chosen].filter((each) => each !== value);
  return (
    <section aria-label={title} className="pb-4">
      <h3 className="pb-1 text-12 font-head">{title}</h3>
      {sorted.map(({ value, label, count }) => {
        const isChosen = chosen.has(value);
        const Box = isChosen ? SquareCheck : Square;
        return (
          <Link
            key={value}
            className="facet"
            aria-current={isChosen ? 'true' : undefined}
            href={hrefWith(path, search, { [name]: isChosen ? without(value) : [...chosen, value] })}
          >
            <Box size={13} aria-hidden="true" className={isChosen ? 'text-accent' : 'text-line-3'} />
            <span className="truncate" title={label ?? value}>
              {label ?? value}
            </span>
            <span className="figures text-ink-2">{formatFigure(count, 'count').text}</span>
            <Bar
              share={count / most}
              label={`${Math.round((100 * count) / most)} % of the most frequent`}
              className="facet-bar"
            />
          </Link>
        );
      })}
    </section>
  );
}
