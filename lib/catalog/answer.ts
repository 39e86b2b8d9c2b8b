/** Reads AWS's answers as stored: JSON of which nothing may be assumed. A wrong shape reads as absent, never as a default. */
export type Answer = unknown;

/** The value at a dotted path, or undefined. */
export function at(answer: Answer, path: string): unknown {
  let value = answer;
  for (const key of path.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as Record<string, unknown>)[key];
  }
  return value;
}

export function textAt(answer: Answer, path: string): string | undefined {
  const value = at(answer, path);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

export function numberAt(answer: Answer, path: string): number | undefined {
  const value = at(answer, path);
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

export function listAt(answer: Answer, path: string): readonly unknown[] {
  const value = at(answer, path);
  return Array.isArray(value) ? value : [];
}

/** A time as the collectors store it (ISO text, or epoch seconds), in epoch milliseconds. */
export function timeAt(answer: Answer, path: string): number | undefined {
  const value = at(answer, path);
  if (typeof value === 'number' && Number.isFinite(value)) return value < 1e11 ? value * 1000 : value;
  const parsed = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  return Number.isNaN(parsed) ? undefined : parsed;
}
