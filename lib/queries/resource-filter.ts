import { isResourceKind } from '#lib/catalog/resource-kinds.ts';
import { type ResourceFilter, type ResourceOrder, type ResourceSort, resourceSorts } from './resources.ts';

type Search = Readonly<Record<string, string | readonly string[] | undefined>>;

const list = (search: Search, name: string): string[] => {
  const raw = search[name];
  const texts = typeof raw === 'string' ? [raw] : (raw ?? []);
  return [
    ...new Set(texts.map((text) => text.trim().slice(0, 256)).filter((text) => text !== '' && !text.includes('\u0000'))),
  ].slice(0, 50);
};

/** The filter that a URL asks for: kind, account, region, status, q, gone. */
export const parseResourceFilter = (search: Search): ResourceFilter => ({
  kinds: list(search, 'kind').filter(isResourceKind),
  accounts: list(search, 'account'),
  regions: list(search, 'region'),
  statuses: list(search, 'status'),
  text: list(search, 'q')[0] ?? null,
  withGone: list(search, 'gone').includes('yes'),
});

const isSort = (text: string): text is ResourceSort => Object.hasOwn(resourceSorts, text);

/** `sort=-created&page=2`, from an allowlist; pages of 100. */
export function parseResourceOrder(search: Search): ResourceOrder & { page: number } {
  const text = list(search, 'sort')[0] ?? '';
  const name = text.replace(/^-/, '');
  const page = Math.min(500, Math.max(1, Number.parseInt(list(search, 'page')[0] ?? '1', 10) || 1));
  const limit = 100;
  return {
    column: isSort(name) ? name : 'name',
    descending: text.startsWith('-') && isSort(name),
    limit,
    offset: (page - 1) * limit,
    page,
  };
}
