import { type CoverageWord, coverageWords } from './coverage.ts';

type Search = Readonly<Record<string, string | readonly string[] | undefined>>;
type Filtered = { word: CoverageWord; account: string; region: string; name: string; team: string };

export type CoverageFilter = {
  words: readonly CoverageWord[];
  teams: readonly string[];
  accounts: readonly string[];
  regions: readonly string[];
  name: string | null;
};

const listAt = (search: Search, name: string): string[] =>
  [search[name] ?? []]
    .flat()
    .filter((text) => text !== '')
    .slice(0, 50);
const isWord = (text: string): text is CoverageWord => coverageWords.some((one) => one === text);

/** The filter that a URL asks for: told, team, account, region, name; what it does not know it leaves alone. */
export const parseCoverageFilter = (search: Search): CoverageFilter => ({
  words: listAt(search, 'told').filter(isWord),
  teams: listAt(search, 'owner'),
  accounts: listAt(search, 'account'),
  regions: listAt(search, 'region'),
  name: listAt(search, 'name')[0] ?? null,
});

const has = (chosen: readonly string[], value: string): boolean => chosen.length === 0 || chosen.includes(value);

export const filterCoverage = <Row extends Filtered>(rows: readonly Row[], filter: CoverageFilter): Row[] =>
  rows.filter(
    ({ word, team, account, region, name }) =>
      has(filter.words, word) &&
      has(filter.teams, team) &&
      has(filter.accounts, account) &&
      has(filter.regions, region) &&
      (filter.name === null || name.toLowerCase().includes(filter.name.toLowerCase())),
  );
