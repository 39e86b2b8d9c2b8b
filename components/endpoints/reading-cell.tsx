import { Absent } from '#components/ui/absent.tsx';
import { Figure } from '#components/ui/figure.tsx';
import { Sparkline } from '#components/ui/sparkline.tsx';
import { formatQuantity } from '#lib/format.ts';
import type { Reading } from '#lib/queries/endpoints.ts';

/** The last figure with its 24 h beside it, or the word why there is none. */
export function ReadingCell({ reading, unit, label }: { reading: Reading; unit: string; label: string }) {
  if ('absence' in reading) return <Absent absence={reading.absence} />;
  const { value, spark, limit, isBroken } = reading;
  const words = `${label} in 24 h: now ${formatQuantity(value, unit)}${limit === null ? '' : `, limit ${formatQuantity(limit, unit)}`}`;
  return (
    <span className="inline-flex items-center justify-end gap-1">
      <Sparkline
        width={54}
        values={spark}
        {...(limit === null ? {} : { limit })}
        tone={isBroken ? 'failing' : 'plain'}
        label={words}
      />
      <span className="min-w-14">
        <Figure value={value} unit={unit} />
      </span>
    </span>
  );
}
