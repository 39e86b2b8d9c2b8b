export type Month = { from: number; to: number };

/** The UTC calendar month that holds `at`, in which AWS bills: its first millisecond, and that of the next. */
export function monthOf(at: number): Month {
  const date = new Date(at);
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()];
  return { from: Date.UTC(year, month, 1), to: Date.UTC(year, month + 1, 1) };
}
