import { DiffTable } from '#components/ui/diff-table.tsx';
import { ScrollRegion } from '#components/ui/scroll-region.tsx';
import { diffConfigurations, flatFields } from '#lib/audit/configuration-diff.ts';
import { formatCount } from '#lib/format.ts';
import type { JournalRow } from '#lib/journal/row.ts';

/** What stands there as JSON; as it is where somebody made it something else. */
const parsed = (text: string | null): unknown => {
  if (text === null) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return { unreadable: text };
  }
};

/** A value that has no fields of its own stands under a name. */
const fielded = (value: unknown): unknown => (flatFields(value).size === 0 && value !== undefined ? { value } : value);

/** The fields that a row changed, folded away under their number; the reason given stands open. */
export function Change({ row }: { row: JournalRow }) {
  const diff = diffConfigurations(fielded(parsed(row.before)), fielded(parsed(row.after)));
  const facts = row.before === null || row.after === null;
  return (
    <>
      {row.reason !== null && <span className="block max-w-96 break-words text-ink">“{row.reason}”</span>}
      {diff.length > 0 && (
        <details className="text-12">
          <summary className="link w-fit">
            {facts ? formatCount(diff.length, 'field', 'fields') : formatCount(diff.length, 'field changed', 'fields changed')}
          </summary>
          <ScrollRegion label={`What row ${row.seq} says`} className="max-h-96 overflow-auto py-1">
            <DiffTable rows={diff} caption={`Before and after row ${row.seq}`} />
          </ScrollRegion>
        </details>
      )}
    </>
  );
}
