import type { ShellData } from './types.ts';

/** The sidebar, as a table: path below the team, words, key after `g`, and which size stands beside it. */
export type Section = {
  path: string;
  label: string;
  key: string;
  icon: string;
  count?: keyof ShellData['counts'];
  /** Where a page is of all teams or of none, whichever is chosen. */
  of?: 'all';
};
export type SectionGroup = { title: string | null; sections: readonly Section[] };

export const sectionGroups: readonly SectionGroup[] = [
  { title: null, sections: [{ path: '', label: 'Morning board', key: 'b', icon: 'board' }] },
  {
    title: 'Fleet',
    sections: [
      { path: 'endpoints', label: 'Endpoints', key: 'e', icon: 'endpoints', count: 'endpoints' },
      { path: 'nodes', label: 'Nodes', key: 'n', icon: 'nodes', count: 'nodes' },
      { path: 'jobs', label: 'Jobs', key: 'j', icon: 'jobs', count: 'jobs' },
      { path: 'workforce', label: 'Labeling', key: 'l', icon: 'workforce', count: 'labeling' },
      { path: 'resources', label: 'All resources', key: 'r', icon: 'resources', count: 'resources' },
    ],
  },
  {
    title: 'Audit',
    sections: [
      { path: 'audit', label: 'Events', key: 'v', icon: 'audit', count: 'events' },
      { path: 'journal', label: 'Journal', key: 't', icon: 'journal', of: 'all' },
    ],
  },
];

const collectionSection: Section = { path: 'runs', label: 'Collection', key: 'c', icon: 'runs' };

export const allSections: readonly Section[] = [...sectionGroups.flatMap(({ sections }) => sections), collectionSection];

/** Where a section of a team stands, without the view's query. */
export const sectionHref = (team: string, { path, of }: Pick<Section, 'path' | 'of'>): string =>
  `/${encodeURIComponent(of ?? team)}${path === '' ? '' : `/${path}`}`;
