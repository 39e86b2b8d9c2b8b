import { hrefWith } from './search.ts';
import type { Search } from './view-query.ts';

/** The two downloads of a table, over the same team, window and filters as the page. */
export function exportLinks(noun: string, team: string, search: Search): { csv: string; json: string } {
  const link = (format: string): string => hrefWith(`/api/v1/export/${noun}`, search, { team, format, page: null });
  return { csv: link('csv'), json: link('json') };
}
