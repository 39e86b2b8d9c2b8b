import type { Search } from './view-query.ts';

export type Patch = Readonly<Record<string, string | readonly string[] | null>>;

/** The same page with some parameters changed; null or an empty list removes one. A later page falls back to the first. */
export function hrefWith(path: string, search: Search, patch: Patch): string {
  const next = new URLSearchParams();
  const put = (key: string, value: string | readonly string[] | null | undefined) => {
    for (const each of typeof value === 'string' ? [value] : (value ?? [])) if (each !== '') next.append(key, each);
  };
  const order = new Set([...Object.keys(search), ...Object.keys(patch)]);
  for (const key of order) {
    const isPatched = Object.hasOwn(patch, key);
    if (isPatched || key !== 'page') put(key, isPatched ? patch[key] : search[key]);
  }
  const query = next.toString();
  return query === '' ? path : `${path}?${query}`;
}

/** All values of one filter, without doubles; at most 50, so that a hostile URL stays small. */
export function valuesOf(search: Search, name: string): string[] {
  const raw = search[name];
  const list = typeof raw === 'string' ? [raw] : (raw ?? []);
  return [...new Set(list.map((text) => text.trim()).filter((text) => text !== ''))].slice(0, 50);
}

export const firstValue = (search: Search, name: string): string | null => valuesOf(search, name)[0] ?? null;

export type Sort<Column extends string = string> = { column: Column; descending: boolean };

/** `sort=p99` ascending, `sort=-p99` descending; only columns of the list, else `fallback`. */
export function parseSort<Column extends string>(
  search: Search,
  columns: readonly Column[],
  fallback: Sort<Column>,
): Sort<Column> {
  const text = firstValue(search, 'sort') ?? '';
  const descending = text.startsWith('-');
  const name = descending ? text.slice(1) : text;
  const column = columns.find((each) => each === name);
  return column === undefined ? fallback : { column, descending };
}

export const sortText = ({ column, descending }: Sort): string => (descending ? `-${column}` : column);

/** `cols=name,age` or `cols=name&cols=age`: the chosen columns in the order of the table; nothing valid chosen means all of `usual`. */
export function parseColumns<Column extends string>(
  search: Search,
  all: readonly Column[],
  usual: readonly Column[] = all,
): Column[] {
  const chosen = new Set(valuesOf(search, 'cols').flatMap((text) => text.split(',')));
  const picked = all.filter((each) => chosen.has(each));
  return picked.length === 0 ? [...usual] : picked;
}

/** A whole number between 1 and `limit`, else `fallback`. */
export function parseCount(search: Search, name: string, { fallback, limit }: { fallback: number; limit: number }): number {
  const text = firstValue(search, name) ?? '';
  const value = /^\d{1,9}$/.test(text) ? Number(text) : fallback;
  return value < 1 ? fallback : Math.min(value, limit);
}
