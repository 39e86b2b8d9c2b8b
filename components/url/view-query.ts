/** What Next hands a page as `searchParams`. */
export type Search = Readonly<Record<string, string | string[] | undefined>>;

const isText = (value: unknown): value is string => typeof value === 'string';

/** A parameter called toString Next takes for one given twice: Object's own function, and the text. Only texts are parameters. */
export const textsOf = (search: Search): Search =>
  Object.fromEntries(
    Object.entries(search).flatMap(([name, value]): [string, string | string[]][] => {
      if (isText(value)) return [[name, value]];
      return Array.isArray(value) ? [[name, value.filter(isText)]] : [];
    }),
  );

const kept = ['range', 'from', 'to', 'asOf', 'tz'] as const;

/** The part of a query string that every link within the console keeps: range, instant and zone. */
export function viewQuery(search: Search | URLSearchParams): string {
  const read = (key: string) => (search instanceof URLSearchParams ? search.get(key) : search[key]);
  const pairs = kept.flatMap((key) => {
    const value = read(key);
    return typeof value === 'string' && value !== '' ? [[key, value]] : [];
  });
  return pairs.length === 0 ? '' : `?${new URLSearchParams(pairs)}`;
}

/** `useSearchParams` in the shape that pages get. */
export function searchOf(params: URLSearchParams): Search {
  return Object.fromEntries([...new Set(params.keys())].map((key) => [key, params.getAll(key)]));
}
