type Sections = Readonly<Record<string, string>>;

/** Sections of trailwatch.yaml in which two readers of it differ, by their hashes. */
export const differingSections = (a: Sections, b: Sections): string[] =>
  [...new Set([...Object.keys(a), ...Object.keys(b)])].filter((name) => a[name] !== b[name]).toSorted();
