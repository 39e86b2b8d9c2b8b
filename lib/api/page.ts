import { z } from 'zod';
import { TrailwatchError } from '#lib/errors.ts';

/** What every list is asked by. */
export const paged = {
  limit: z.coerce.number().int().min(1).max(500).default(100).describe('Items of a page'),
  cursor: z.string().max(400).optional().describe('`next` of the page before; never made by hand'),
};

/** A page; `next` is null on the last one. */
export const pageOf = <Item extends z.ZodType>(item: Item) =>
  z.object({ items: z.array(item), next: z.string().nullable().describe('The cursor of the page after; null: there is none') });

export const nextOf = (cursor: string | null): string | null =>
  cursor === null ? null : Buffer.from(cursor).toString('base64url');

/**
 * What a cursor says inside; null for the first page. One that is none is refused: as a first page it would never end.
 * @throws TrailwatchError `invalid`
 */
export function cursorOf(cursor: string | undefined, pattern: RegExp): string | null {
  if (cursor === undefined) return null;
  const inside = Buffer.from(cursor, 'base64url').toString();
  if (pattern.test(inside)) return inside;
  throw new TrailwatchError('invalid', 'cursor: this is no `next` of this list.');
}
