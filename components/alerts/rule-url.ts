import { firstValue } from '#components/url/search.ts';
import type { Search } from '#components/url/view-query.ts';
import { draftKeys, type RuleDraft } from '#lib/alerts/rule-draft.ts';

/** A rule as its form holds it, and whose it is to be. */
export type OwnedDraft = { owner: string; draft: RuleDraft };

const longestText = 2000;

/** The rule that the page's URL says; null where it says none. */
export function draftInUrl(search: Search): OwnedDraft | null {
  const said = (name: string): string => firstValue(search, name)?.slice(0, longestText) ?? '';
  if (said('test') === '') return null;
  return { owner: said('owner'), draft: Object.fromEntries(draftKeys.map((key) => [key, said(key)])) };
}

/** Whether the page is to show what the rule would have told. */
export const isBacktestAsked = (search: Search): boolean => firstValue(search, 'backtest') === '1';

/** The page's URL for a draft; `query` is what links keep of a view, with its question mark. */
export function draftHref(
  path: string,
  { owner, draft }: OwnedDraft,
  { query, backtest }: { query: string; backtest: boolean },
): string {
  const next = new URLSearchParams(query);
  for (const [key, text] of [['owner', owner], ...Object.entries(draft)] as [string, string][])
    if (text !== '') next.set(key, text);
  if (backtest) next.set('backtest', '1');
  return `${path}?${next}`;
}
