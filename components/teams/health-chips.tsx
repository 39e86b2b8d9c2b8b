import { ScrollRegion } from '#components/ui/scroll-region.tsx';
import { Word } from '#components/ui/word.tsx';
import { type Health, healthIds } from '#lib/catalog/health.ts';

/** How many there are of each word, worst first; words that nobody has are left out. */
export function HealthChips({ words }: { words: readonly Health[] }) {
  return (
    <ScrollRegion label="By health" className="scroll-fade">
      <ul className="flex gap-2">
        {healthIds.map((id) => {
          const count = words.filter((word) => word === id).length;
          return count === 0 ? null : (
            <li key={id} className="chip">
              <Word word={id} />
              <span className="figures text-ink">{count}</span>
            </li>
          );
        })}
      </ul>
    </ScrollRegion>
  );
}
