import { clsx } from 'clsx';
import { ScrollRegion } from './scroll-region.tsx';

/** Text exactly as it came, in lines with numbers; React escapes it, so that a hostile record stays text. */
export function Json({ text, label, className }: { text: string; label: string; className?: string }) {
  return (
    <ScrollRegion label={label} className={clsx('verbatim numbered', className)}>
      <pre>
        {text.split('\n').map((line, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: lines of a fixed text have no other identity
          <span key={index}>
            {line === '' ? ' ' : line}
            {'\n'}
          </span>
        ))}
      </pre>
    </ScrollRegion>
  );
}

/** `record` as indented JSON, or as it is when it does not parse; for reading, never for checking. */
export function indented(record: string): string {
  try {
    return JSON.stringify(JSON.parse(record), null, 2);
  } catch {
    return record;
  }
}
