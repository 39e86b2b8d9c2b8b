/** A record read from outside: nothing about it is certain but that it is an object. */
export type Loose = Record<string, unknown>;

export const isObject = (value: unknown): value is Loose => typeof value === 'object' && value !== null && !Array.isArray(value);

/** The object at `key`, or an empty one: an absent part of a record reads like an empty part. */
export const objectAt = (from: Loose, key: string): Loose => {
  const value = Object.hasOwn(from, key) ? from[key] : undefined;
  return isObject(value) ? value : {};
};

/**
 * Text fit for a column: no NUL (PostgreSQL refuses it), no lone surrogate, at most `max` UTF-16 units,
 * so that an index entry stays under its limit. What was cut stands whole in the record.
 */
export function clean(text: string, max = 256): string {
  const isFit = !text.includes('\u0000') && text.isWellFormed();
  const whole = isFit ? text : text.replaceAll('\u0000', '\uFFFD').toWellFormed();
  return whole.length <= max ? whole : `${whole.slice(0, max - 1).toWellFormed()}…`;
}

/** The text or number at `key`, made fit for a column; null when it is absent, empty or of another type. */
export function textAt(from: Loose, key: string, max = 256): string | null {
  const value = Object.hasOwn(from, key) ? from[key] : undefined;
  if (typeof value === 'string' && value !== '') return clean(value, max);
  return typeof value === 'number' || typeof value === 'bigint' ? String(value) : null;
}

/** CloudTrail writes booleans as such, as "true" and "false" (Event history), or not at all. */
export function flagAt(from: Loose, key: string): boolean | null {
  const value = Object.hasOwn(from, key) ? from[key] : undefined;
  if (typeof value === 'boolean') return value;
  if (value === 'true' || value === 'false') return value === 'true';
  return null;
}

export const lastPart = (arn: string): string => arn.slice(Math.max(arn.lastIndexOf('/'), arn.lastIndexOf(':')) + 1);
