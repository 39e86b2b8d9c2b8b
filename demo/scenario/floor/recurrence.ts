/**
 * Something that comes back for ever at a fixed distance. Whatever is to be found in any 24 hours lasts, together with
 * its distance, at most 24 hours.
 */
export type Recurrence = { everyMs: number; offsetMs: number; lastsMs: number };

export type Occurrence = { index: number; from: number; to: number };

export const occurrence = (of: Recurrence, index: number): Occurrence => {
  const from = index * of.everyMs + of.offsetMs;
  return { index, from, to: from + of.lastsMs };
};

/** The latest one that had begun at `at`. */
export const latestOccurrence = (of: Recurrence, at: number): Occurrence =>
  occurrence(of, Math.floor((at - of.offsetMs) / of.everyMs));

/** Those that overlap [from, to), oldest first. */
export function occurrencesBetween(of: Recurrence, from: number, to: number): Occurrence[] {
  const first = Math.floor((from - of.lastsMs - of.offsetMs) / of.everyMs) + 1;
  const last = Math.ceil((to - of.offsetMs) / of.everyMs) - 1;
  const found: Occurrence[] = [];
  for (let index = first; index <= last; index += 1) found.push(occurrence(of, index));
  return found;
}
