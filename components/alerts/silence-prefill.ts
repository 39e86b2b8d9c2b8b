import { firstValue, hrefWith } from '#components/url/search.ts';
import type { View } from '#components/url/view.ts';
import { type Search, searchOf } from '#components/url/view-query.ts';
import { paths } from '#lib/catalog/paths.ts';
import type { AlertRecord } from '#lib/queries/alerts.ts';

/** What the form begins with; null: nothing is chosen. */
export type SilencePrefill = Record<'of' | 'rule' | 'kind' | 'account' | 'region' | 'name', string | null>;

/** Where the form stands on its page. */
export const silenceForm = 'new-silence';

/** The form for a silence of an alert’s own rule and resource. */
export function silenceHref(team: string, alert: AlertRecord, view: View): string {
  const { team: of, rule, kind, account, region, name } = alert;
  const asked = hrefWith(paths.silences(team), searchOf(new URLSearchParams(view.query)), {
    of,
    rule,
    kind,
    account,
    region,
    name,
  });
  return `${asked}#${silenceForm}`;
}

const longestText = 256;

/** What the page's URL asks for. */
export function silencePrefill(search: Search): SilencePrefill {
  const said = (name: string): string | null => firstValue(search, name)?.slice(0, longestText) ?? null;
  return {
    ...{ of: said('of'), rule: said('rule'), kind: said('kind') },
    ...{ account: said('account'), region: said('region'), name: said('name') },
  };
}
