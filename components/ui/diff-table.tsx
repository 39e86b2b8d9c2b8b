import { clsx } from 'clsx';
import { Fragment } from 'react';

/** One field of two versions; undefined where the field is absent, which is not "off". */
type DiffRow = { field: string; before?: string; after?: string };

export type DiffTableProps = { rows: readonly DiffRow[]; beforeLabel?: string; afterLabel?: string; caption: string };

function Side({ value, other, sign }: { value: string | undefined; other: string | undefined; sign: '-' | '+' }) {
  const differs = value !== other;
  return (
    <td
      className={clsx('font-mono text-11 break-all', differs && (sign === '-' ? 'bg-del-wash text-del' : 'bg-add-wash text-add'))}
    >
      {differs && <span className="select-none">{sign} </span>}
      {value ?? <span className={differs ? '' : 'text-ink-3'}>absent</span>}
    </td>
  );
}

/** A dotted path that breaks after its dots. */
const FieldPath = ({ path }: { path: string }) =>
  path.split('.').map((part, index, all) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: a part has no other identity than its place in the path.
    <Fragment key={index}>
      {part}
      {index < all.length - 1 && (
        <>
          .<wbr />
        </>
      )}
    </Fragment>
  ));

/** Fields of two versions side by side; equal values stand once, and where all are, there is nothing before and after. */
export function DiffTable({ rows, beforeLabel = 'before', afterLabel = 'after', caption }: DiffTableProps) {
  const differ = rows.some(({ before, after }) => before !== after);
  return (
    <table className="diff">
      <caption className="sr-only">{caption}</caption>
      <thead>
        <tr>
          <th scope="col">Field</th>
          {differ ? (
            <>
              <th scope="col">{beforeLabel}</th>
              <th scope="col">{afterLabel}</th>
            </>
          ) : (
            <th scope="col" colSpan={2}>
              Value
            </th>
          )}
        </tr>
      </thead>
      <tbody>
        {rows.map(({ field, before, after }) => (
          <tr key={field}>
            <th scope="row">
              <FieldPath path={field} />
            </th>
            {before === after ? (
              <td colSpan={2} className="font-mono text-11 break-all text-ink-2">
                {before ?? 'absent'}
              </td>
            ) : (
              <>
                <Side value={before} other={after} sign="-" />
                <Side value={after} other={before} sign="+" />
              </>
            )}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
