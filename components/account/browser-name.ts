const browsers: readonly [RegExp, string][] = [
  [/Edg\//, 'Edge'],
  [/OPR\//, 'Opera'],
  [/Firefox\//, 'Firefox'],
  [/Chrome\//, 'Chrome'],
  [/Safari\//, 'Safari'],
  [/^curl\//, 'curl'],
];
const systems: readonly [RegExp, string][] = [
  [/Windows/, 'Windows'],
  [/Android/, 'Android'],
  [/iPhone|iPad/, 'iOS'],
  [/Mac OS X/, 'macOS'],
  [/Linux/, 'Linux'],
];

const first = (rows: readonly [RegExp, string][], text: string): string | undefined =>
  rows.find(([pattern]) => pattern.test(text))?.[1];

/** A User-Agent header in the words a reader would use: "Firefox on Linux". */
export function browserName(agent: string | null): string {
  const [browser, system] = [first(browsers, agent ?? ''), first(systems, agent ?? '')];
  if (browser && system) return `${browser} on ${system}`;
  return browser ?? system ?? 'an unknown browser';
}
