import { Footprints, Square, SquareCheck, SquareMinus, SquareX } from 'lucide-react';
import { hrefWith, valuesOf } from '#components/url/search.ts';
import type { Search } from '#components/url/view-query.ts';
import { formatFigure } from '#lib/format.ts';
import { Bar } from './bar.tsx';
import { Link } from './link.tsx';

type Facet = { value: string; label?: string; count: number };
export type FacetsProps = {
  title: string;
  name: string;
  /** The parameter of values to leave out, where they can be. */
  excludedName?: string;
  facets: readonly Facet[];
  path: string;
  search: Search;
  /** A page of the value’s own; null: there is none. */
  follow?: (value: string) => string | null;
};

const withValue = (list: readonly string[], value: string): string[] => [...list, value];
const withoutValue = (list: readonly string[], value: string): string[] => list.filter((each) => each !== value);

/** Leaves a value out, beside the link that asks for it. */
const Exclude = ({ label, href }: { label: string; href: string }) => (
  <Link className="facet-exclude" href={href} title={`Exclude ${label}`}>
    <SquareMinus size={13} aria-hidden="true" />
    <span className="sr-only">Exclude {label}</span>
  </Link>
);

/** Leads to all that a value did. */
const Follow = ({ label, href }: { label: string; href: string | null }) =>
  href && (
    <Link className="facet-exclude" href={href} title={`All that ${label} did`}>
      <Footprints size={13} aria-hidden="true" />
      <span className="sr-only">All that {label} did</span>
    </Link>
  );

/** Values of one filter with their counts, checked first; each toggles by a link, and is left out by another. */
export function Facets({ title, name, excludedName, facets, path, search, follow }: FacetsProps) {
  const chosen = valuesOf(search, name);
  const excluded = excludedName === undefined ? [] : valuesOf(search, excludedName);
  const most = Math.max(1, ...facets.map(({ count }) => count));
  const isAsked = (value: string): boolean => chosen.includes(value) || excluded.includes(value);
  const sorted = [...facets].sort((a, b) => Number(isAsked(b.value)) - Number(isAsked(a.value)) || b.count - a.count);
  const hrefOf = (included: readonly string[], left: readonly string[]): string =>
    hrefWith(path, search, { [name]: included, ...(excludedName !== undefined && { [excludedName]: left }) });
  return (
    <section aria-label={title} className="pb-4">
      <h3 className="pb-1 text-12 font-head">{title}</h3>
      {sorted.map(({ value, label = value, count }) => {
        const [isChosen, isExcluded] = [chosen.includes(value), excluded.includes(value)];
        const others = withoutValue(chosen, value);
        const otherLeft = withoutValue(excluded, value);
        const Box = isChosen ? SquareCheck : isExcluded ? SquareX : Square;
        return (
          <div key={value} className="facet-row">
            <Link
              className="facet"
              aria-current={isChosen ? 'true' : undefined}
              href={hrefOf(isChosen || isExcluded ? others : withValue(chosen, value), otherLeft)}
            >
              <Box size={13} aria-hidden="true" className={isChosen || isExcluded ? 'text-accent' : 'text-line-3'} />
              <span className={isExcluded ? 'truncate line-through' : 'truncate'} title={label}>
                {isExcluded && <span className="sr-only">excluded: </span>}
                {label}
              </span>
              <span className="figures text-ink-2">{formatFigure(count, 'count').text}</span>
              <Bar
                share={count / most}
                label={`${Math.round((100 * count) / most)} % of the most frequent`}
                className="facet-bar"
              />
            </Link>
            <Follow label={label} href={follow?.(value) ?? null} />
            {excludedName !== undefined &&
              (isExcluded ? (
                <span className="w-6" />
              ) : (
                <Exclude label={label} href={hrefOf(others, withValue(otherLeft, value))} />
              ))}
          </div>
        );
      })}
    </section>
  );
}
