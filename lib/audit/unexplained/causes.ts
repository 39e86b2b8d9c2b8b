import { table } from '#lib/catalog/table.ts';

/** What could explain a row of either list, in the words of a page. The list is of what is known, not of all there may be. */
export const causes = {
  behind: 'events of its account and Region are not complete past it: the event may still come',
  refused: 'Trailwatch may not read the events of its account and Region',
  logging_off: 'the trail did not log in that hour',
  log_damaged: 'log files of that hour are missing, altered or unproved',
  service: 'AWS was at work on it at that time, which can change it without a call of yours',
  nothing_known: 'nothing that Trailwatch knows of',
  same_values: 'it asked for values that were already there',
  undone: 'another call changed the same thing before the inventory looked',
  gone_between: 'it was deleted again before the inventory looked',
  look_failed: 'the inventory could not look at that kind, or not at all of it',
  not_in_inventory: 'the inventory never held it: what it names may lie outside of what is collected',
} as const satisfies Record<string, string>;

export type Cause = keyof typeof causes;
const words = table<string>(causes);

/** "the trail did not log in that hour; …" */
export const causeWords = (ids: readonly Cause[]): string => ids.map((id) => words[id] ?? id).join('; ');
