import { z } from 'zod';
import { absences } from '#lib/catalog/absence.ts';
import { type ResourceKind, resourceKinds } from '#lib/catalog/resource-kinds.ts';
import { TrailwatchError } from '#lib/errors.ts';
import { dayMs } from '#lib/time.ts';

/** Shapes that several operations ask for or answer. Instants are ISO 8601 outside and epoch ms inside. */
export const instant = z.iso.datetime();
export const askedInstant = z.iso.datetime({ offset: true });
export const team = z.string().min(1).max(63).default('all').describe('A team’s slug, or all');
const wordOf = (most: number) =>
  z
    .string()
    .min(1)
    .max(most)
    .refine((text) => !text.includes('\0'), 'holds a NUL');
const word = wordOf(256);
/** Text that a filter compares. */
export const words = z.array(word).max(50).default([]);
/** The same of what may be longer, as a user agent. */
export const longWords = z.array(wordOf(1024)).max(50).default([]);
export const text = word;

/** Why somebody does what others will ask about: letters or digits must be seen, for the journal keeps it. */
export const reason = (most: number) =>
  z
    .string()
    .trim()
    .min(3)
    .max(most)
    .refine((said) => (said.match(/[\p{L}\p{N}]/gu) ?? []).length >= 3, 'says nothing: write why');

export const kind = z.enum(Object.keys(resourceKinds) as [ResourceKind, ...ResourceKind[]]);
export const absence = z.enum(Object.keys(absences) as [keyof typeof absences, ...(keyof typeof absences)[]]);

/** The natural key of a resource, in a path. */
export const resourceKey = z.object({ kind, account: word, region: word, name: word });

export const iso = (at: number): string => new Date(at).toISOString();
export const isoOrNull = (at: number | null): string | null => (at === null ? null : iso(at));

/** A window that is asked for: half open, of the last day where nothing is said. */
export const asWindow = {
  from: askedInstant.optional().describe('A day before `to`, where it is missing'),
  to: askedInstant.optional().describe('Now, where it is missing'),
};

/** In epoch ms. @throws TrailwatchError `invalid` for one that ends before it begins */
export function windowOf(
  { from, to }: { from?: string | undefined; to?: string | undefined },
  now: number,
): { from: number; to: number } {
  const end = to === undefined ? now : Date.parse(to);
  const begin = from === undefined ? end - dayMs : Date.parse(from);
  if (begin < end) return { from: begin, to: end };
  throw new TrailwatchError('invalid', 'from: is not before `to`.');
}
