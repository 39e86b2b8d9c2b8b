import { paths } from '#lib/catalog/paths.ts';
import type { PlotChange } from '#lib/catalog/plot.ts';
import type { Happening } from '#lib/queries/changes.ts';

/** Markers of the changes lane: filled where a person acted, hollow where a service did. Oldest first. */
export const plotChanges = (happenings: readonly Happening[], team: string): PlotChange[] =>
  happenings
    .map(
      (one): PlotChange => ({
        at: one.at / 1000,
        label: one.isByPerson ? `${one.title}, ${one.who}${one.through === null ? '' : ` through ${one.through}`}` : one.title,
        filled: one.isByPerson,
        ...(one.isFailed ? { failed: true } : {}),
        ...(one.eventId === null ? {} : { href: paths.event(team, one.eventId) }),
      }),
    )
    .toSorted((a, b) => a.at - b.at);
