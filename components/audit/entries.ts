import { type AuditFilter, isFiltered, nothing } from '#lib/audit/filter.ts';
import type { AuditPage } from '#lib/queries/audit.ts';
import type { UnexplainedChange } from '#lib/queries/unexplained-changes.ts';
import { type Entry, entryAt } from './event-table.tsx';

const unsaid: readonly string[] = [nothing, 'not said'];

/** A change without an event has no author, action, service or address: a filter by these leaves it out, and one that excludes them does not. */
function fitsFilter(change: UnexplainedChange, { values, excluded, on, text }: AuditFilter): boolean {
  const { account, region, ...others } = values;
  if (Object.keys(others).length > 0 || text.length > 0) return false;
  if (excluded.account?.includes(change.account) || excluded.region?.includes(change.region)) return false;
  if (Object.values(excluded).some((list) => list.some((value) => unsaid.includes(value)))) return false;
  if (account && !account.includes(change.account)) return false;
  if (region && !region.includes(change.region)) return false;
  return on.length === 0 || on.some((name) => change.name.toLowerCase().includes(name.toLowerCase()));
}

/** Events of one page with the changes that fall between them. `before` is where the former page ended. */
export function mergeEntries(
  page: AuditPage,
  changes: readonly UnexplainedChange[],
  filter: AuditFilter,
  before: number | null,
): Entry[] {
  const oldest = page.next === null ? Number.NEGATIVE_INFINITY : (page.rows.at(-1)?.at ?? Number.NEGATIVE_INFINITY);
  const between = changes.filter(
    (change) =>
      change.at >= oldest && (before === null || change.at < before) && (!isFiltered(filter) || fitsFilter(change, filter)),
  );
  const entries: Entry[] = [
    ...page.rows.map((event): Entry => ({ type: 'event', event })),
    ...between.map((change): Entry => ({ type: 'change', change })),
  ];
  return entries.toSorted((a, b) => entryAt(b) - entryAt(a));
}
