import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');
/** OWASP's own list, beside the checkout; it is no part of the project. */
const listed = join(root, '../shared/facts/asvs-5.0.0.csv');

/** Where CI=true it must be. */
function hasList(): boolean {
  if (existsSync(listed)) return true;
  if (process.env.CI === 'true') throw new Error(`CI=true needs OWASP's list in ${listed}`);
  return false;
}

const text = readFileSync(join(root, 'docs/security/asvs.md'), 'utf8');
type Row = { id: string; what: string; verdict: string; evidence: string };
const rowsOf = (part: string): Row[] =>
  [...part.matchAll(/^\| (V[\d.]+) *\| (.+?) *\| (.+?) *\| (.+?) *\|$/gm)].map(
    ([, id = '', what = '', verdict = '', evidence = '']) => ({
      id,
      what,
      verdict,
      evidence,
    }),
  );
const rows = rowsOf(text);

const countsOf = (part: readonly Row[]): string => {
  const count = (verdict: string) => part.filter((row) => row.verdict === verdict).length;
  return `${count('met')} met · ${count('does not apply')} do not apply`;
};

test.skipIf(!hasList())('every requirement of levels 1 and 2 stands in docs/security/asvs.md, once', () => {
  // Ids and levels hold no comma and no quote: the first five and the last field of a record.
  const records = readFileSync(listed, 'utf8').matchAll(
    /^V\d+,(?:"[^"]*"|[^,]*),V[\d.]+,(?:"[^"]*"|[^,]*),(V[\d.]+),.*,(\d)\r?$/gm,
  );
  const wanted = [...records].filter(([, , level]) => Number(level) <= 2).map(([, id]) => id);
  expect(wanted).toHaveLength(253);
  expect(rows.map(({ id }) => id)).toEqual(wanted);
});

test('a row is a few words, met or not applicable, and what shows it', () => {
  expect(rows.filter(({ what }) => what.split(/\s+/).length > 12)).toEqual([]);
  expect(rows.filter(({ verdict }) => !['met', 'does not apply'].includes(verdict))).toEqual([]);
  expect(rows.filter(({ evidence }) => /\b(later|planned|todo)\b/i.test(evidence.replaceAll(/“[^”]*”|`[^`]*`/g, '')))).toEqual(
    [],
  );
});

test('the counts are those of the rows', () => {
  expect(text).toContain(`**All: ${countsOf(rows)}**`);
  for (const chapter of text.split(/^## /m).slice(1))
    expect(chapter.split('\n')[2], chapter.slice(0, 40)).toBe(countsOf(rowsOf(chapter)));
});

describe('what is named as evidence is there', () => {
  const isPath = (name: string): boolean =>
    /^[\w.[\]/-]+$/.test(name) && /\.(tsx?|md|m?js|json|ya?ml)$|^\.npmrc$|^lib\//.test(name);
  const paths = [...new Set([...text.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name))].filter(isPath);
  // The administrator's own file, which no checkout holds.
  test.each(paths.filter((name) => name !== 'trailwatch.yaml'))('%s', (path) => expect(existsSync(join(root, path))).toBe(true));

  const names = [...text.matchAll(/`([^`]+)` (“[^”]+”(?:, “[^”]+”)*)/g)].flatMap(([, path = '', list = '']) =>
    [...list.matchAll(/“([^”]+)”/g)].map(([, name = '']) => [path, name] as const),
  );
  test.each([...new Map(names.map((one) => [one.join(' '), one])).values()])('%s tests: %s', (path, name) => {
    expect(readFileSync(join(root, path), 'utf8')).toContain(name);
  });
});
