import { hrefWith } from '#components/url/search.ts';
import type { View } from '#components/url/view.ts';
import type { SubjectField } from '#lib/audit/activity/subject.ts';
import { paths } from '#lib/catalog/paths.ts';

/** Where links lead from and to: the team, and the window to keep. */
export type Context = { team: string; view: View };

const kept = ({ view }: Context): Record<string, string> => Object.fromEntries(new URLSearchParams(view.query));

/** All that a person, role, address, key or error did, in the page's window. */
export const activityHref = (context: Context, field: SubjectField, value: string): string =>
  hrefWith(paths.section(context.team, 'activity'), kept(context), { [field]: value });

/** The events of a filter, in the page's window. */
export const eventsHref = (context: Context, filter: Readonly<Record<string, string | readonly string[]>>): string =>
  hrefWith(paths.section(context.team, 'audit'), kept(context), filter);
