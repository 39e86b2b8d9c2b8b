import { diffConfigurations, type FieldDiff, flatFields } from '#lib/audit/configuration-diff.ts';
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

function Sides({ before, after, isChange }: FieldDiff & { isChange: boolean }) {
  if (!isChange) return <span className="font-mono text-11 break-all">{after ?? before}</span>;
  return (
    <>
      <del className="bg-del-wash font-mono text-11 break-all text-del no-underline">
        <span className="select-none">- </span>
        {before ?? 'absent'}
      </del>{' '}
      <ins className="bg-add-wash font-mono text-11 break-all text-add no-underline">
        <span className="select-none">+ </span>
        {after ?? 'absent'}
      </ins>
    </>
  );
}

/** The fields that a row changed or tells, folded away under their number; the reason given stands open. */
export function Change({ row }: { row: JournalRow }) {
  const fields = diffConfigurations(fielded(parsed(row.before)), fielded(parsed(row.after)));
  const isChange = row.before !== null && row.after !== null;
  const count = isChange
    ? formatCount(fields.length, 'field changed', 'fields changed')
    : formatCount(fields.length, 'field', 'fields');
  return (
    <>
      {row.reason !== null && <span className="block max-w-96 break-words text-ink">“{row.reason}”</span>}
      {fields.length > 0 && (
        <details className="text-12">
          <summary className="link w-fit whitespace-nowrap">{count}</summary>
          <dl className="py-1 md:w-80">
            {fields.map((field) => (
              <div key={field.field} className="flex flex-wrap gap-x-2 py-0.5">
                <dt className="break-all text-ink">{field.field}</dt>
                <dd className="min-w-0">
                  <Sides {...field} isChange={isChange} />
                </dd>
              </div>
            ))}
          </dl>
        </details>
      )}
    </>
  );
}
