/** One answer of /api/v1/find. */
export type Found = { label: string; kind: string; hint: string; href: string };

const isFound = (value: unknown): value is Found =>
  typeof value === 'object' &&
  value !== null &&
  ['label', 'kind', 'hint', 'href'].every((key) => typeof (value as Record<string, unknown>)[key] === 'string') &&
  (value as Found).href.startsWith('/');

/** The answers in a body of the find route, whether bare or under `results`; anything else is left out. */
export function foundOf(body: unknown): Found[] {
  const list = Array.isArray(body) ? body : ((body as { results?: unknown } | null)?.results ?? []);
  return Array.isArray(list) ? list.filter(isFound) : [];
}
