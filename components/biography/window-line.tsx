import { Link } from '#components/ui/link.tsx';
import { Instant } from '#components/ui/time.tsx';
import { longestMs } from '#components/url/ranges.ts';
import { hrefWith } from '#components/url/search.ts';
import type { View } from '#components/url/view.ts';
import type { Search } from '#components/url/view-query.ts';
import { formatDuration, formatSpan } from '#lib/format.ts';
import type { Biography } from '#lib/queries/biography.ts';

type Props = { biography: Biography; path: string; view: View & { search: Search } };

/** What stretch of the life is shown, since when anything is known of it, and the ways to more. */
export function WindowLine({ biography, path, view }: Props) {
  const { window, whole, known, chapters } = biography;
  const isWhole = window.from === whole.from && window.to === whole.to;
  const [own = whole.from, ...starts] = chapters.map(({ lives, firstSeenAt }) => lives[0]?.from ?? firstSeenAt);
  // A window can be no longer than anything is kept.
  const earliest = Math.max(Math.min(...starts), window.to - 0.98 * longestMs);
  const isCut = isWhole && own < window.from;
  const told = Math.min(...(chapters[0]?.marks.map(({ firstAt }) => firstAt) ?? []));
  // A life that began long before anything is known of it is mostly empty.
  const isMostlyEmpty = Number.isFinite(told) && told > window.from + 0.5 * (window.to - window.from);
  const iso = (at: number) => new Date(at).toISOString();
  return (
    <div className="flex flex-wrap items-baseline gap-x-3 gap-y-1 px-(--gutter) pt-3 text-12">
      <b className="font-head">{isCut ? 'As much of its life as is kept' : isWhole ? 'Whole life' : 'Part of its life'}</b>
      <span>
        {formatSpan(window.from, window.to, view)}, {formatDuration(window.to - window.from)}
      </span>
      <span className="text-ink-3">
        first seen by the inventory <Instant at={known.inventoryFrom} moment={view} />;{' '}
        {known.eventsFrom === null ? (
          'no events of its account and Region were read yet'
        ) : (
          <>
            events without a hole since <Instant at={known.eventsFrom} moment={view} />
          </>
        )}
        ; what is older may be missing
      </span>
      <span className="ml-auto flex flex-wrap gap-x-3">
        {!isWhole && <Link href={hrefWith(path, view.search, { range: null, from: null, to: null })}>its whole life</Link>}
        {isMostlyEmpty && (
          <Link
            href={hrefWith(path, view.search, { range: null, from: iso(told - (window.to - told) * 0.02), to: iso(window.to) })}
          >
            since its first event
          </Link>
        )}
        {earliest < window.from && (
          <Link
            href={hrefWith(path, view.search, {
              range: null,
              from: iso(earliest - (window.to - earliest) * 0.02),
              to: iso(window.to),
            })}
          >
            since the first of what it was made from
          </Link>
        )}
      </span>
    </div>
  );
}
