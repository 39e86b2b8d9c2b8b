import type { Need, ShellData } from './types.ts';

/** The sidebar, as a table: path below the team, words, key after `g`, and which size stands beside it. */
export type Section = {
  path: string;
  label: string;
  key: string;
  icon: string;
  count?: keyof ShellData['counts'];
  /** Its count asks for somebody: loud, and none where there is nothing to do. */
  isAsking?: boolean;
  /** Where a page is of all teams or of none, whichever is chosen. */
  of?: 'all';
  /** Who may not, is not shown it. */
  needs?: Need;
};
export type SectionGroup = { title: string | null; sections: readonly Section[] };

export const sectionGroups: readonly SectionGroup[] = [
  {
    title: null,
    sections: [
      { path: '', label: 'Morning board', key: 'b', icon: 'board' },
      { path: 'alerts', label: 'Alerts', key: 'a', icon: 'alerts', count: 'alerts', isAsking: true },
    ],
  },
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
      { path: 'activity', label: 'People and roles', key: 'w', icon: 'activity' },
      { path: 'detections', label: 'Detections', key: 'd', icon: 'detections' },
      { path: 'unexplained', label: 'Unexplained', key: 'u', icon: 'unexplained' },
      { path: 'integrity', label: 'Log integrity', key: 'i', icon: 'integrity' },
    ],
  },
  {
    title: 'Trailwatch',
    sections: [
      { path: 'people', label: 'People', key: 'p', icon: 'people', of: 'all', needs: 'people.manage' },
      { path: 'teams', label: 'Teams', key: 'o', icon: 'teams', of: 'all', needs: 'all teams' },
      { path: 'journal', label: 'Journal', key: 't', icon: 'journal', of: 'all', needs: 'journal.read' },
    ],
  },
];

const collectionSection: Section = { path: 'runs', label: 'Collection', key: 'c', icon: 'runs' };

/** For a screen on a wall, not for whoever works here: found by key and palette. */
const wallSection: Section = { path: 'wallboard', label: 'Wallboard', key: 'm', icon: 'board' };

export const allSections: readonly Section[] = [
  ...sectionGroups.flatMap(({ sections }) => sections),
  collectionSection,
  wallSection,
];

/** Where a section of a team stands, without the view's query. */
export const sectionHref = (team: string, { path, of }: { path: string; of?: 'all' | undefined }): string =>
  `/${encodeURIComponent(of ?? team)}${path === '' ? '' : `/${path}`}`;

/** The sidebar shows what the reader may open; keys and palette, which know no permissions, offer no more. */
export const isOffered = (team: string, section: Section): boolean =>
  section.needs === undefined || document.querySelector(`#side a[href^="${sectionHref(team, section)}"]`) !== null;
