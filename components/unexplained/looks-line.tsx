import { Word } from '#components/ui/word.tsx';
import type { View } from '#components/url/view.ts';
import { formatDuration, formatInstant } from '#lib/format.ts';
import type { LastLook } from '#lib/queries/last-looks.ts';

/** Looks are made every two minutes; later than this something is in the way. */
const lateAfterMs = 20 * 60_000;

/** How far the inventory can be trusted: when it was last looked at, and where that is long ago. */
export function LooksLine({
  looks,
  names,
  view,
}: {
  looks: readonly LastLook[];
  names: ReadonlyMap<string, string>;
  view: View;
}) {
  const late = looks.filter(({ at }) => at === null || view.now - at > lateAfterMs);
  const fresh = looks.flatMap(({ at }) => (at === null || view.now - at > lateAfterMs ? [] : [at]));
  return (
    <ul className="flex flex-wrap gap-x-5 gap-y-1 text-12 text-ink-2" aria-label="When the inventory was last looked at">
      {late.map(({ account, region, at }) => (
        <li key={`${account} ${region}`}>
          <Word
            word={at === null ? 'not_collected' : 'late'}
            label={`${names.get(account) ?? account} ${region}: inventory ${at === null ? 'not seen yet' : `last seen ${formatDuration(view.now - at)} ago`}`}
          />
        </li>
      ))}
      {fresh.length > 0 && (
        <li>
          <Word
            word="healthy"
            label={`inventory${late.length > 0 ? ' elsewhere' : ''} seen at ${formatInstant(Math.min(...fresh), view)}`}
          />
        </li>
      )}
      {looks.length === 0 && <li>No inventory was looked at yet.</li>}
    </ul>
  );
}
