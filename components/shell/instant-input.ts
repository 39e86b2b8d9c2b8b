/** "2026-11-22T14:05" of an instant, for an input of type datetime-local, in UTC or the browser's zone. */
export function inputText(at: number, tz: 'utc' | 'local'): string {
  const offsetMs = tz === 'utc' ? 0 : new Date(at).getTimezoneOffset() * 60_000;
  return new Date(at - offsetMs).toISOString().slice(0, 16);
}

/** The ISO instant that the text of such an input means; null when it is none. */
export function inputInstant(text: string, tz: 'utc' | 'local'): string | null {
  const at = Date.parse(tz === 'utc' ? `${text}Z` : text);
  return Number.isNaN(at) ? null : new Date(at).toISOString();
}
