import { allSections } from './sections.ts';

/** `path` is where the crumb stands, `href` the page of it where there is one. */
export type Crumb = { label: string; path: string; href: string | null };
/** Names that stand for parts of a path. They come as props: the catalogue itself would cost every page its weight. */
export type CrumbNames = {
  teams: readonly { slug: string; name: string }[];
  accounts: readonly { id: string; name: string }[];
  /** One of a kind of resource, by the kind's id. */
  kinds: Readonly<Record<string, string>>;
};

const decode = (part: string): string => {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
};

const allTeams: Crumb = { label: 'All teams', path: 'team', href: '/all' };

/** Kind, account, Region and name stand before what is shown of a resource. */
const placesOfResource = 4;

/** "search / Endpoints / ml-prod / eu-west-1 / search-ranker-v7" of a path. Account and Region are words, not pages. */
export function crumbTrail(pathname: string, names: CrumbNames): Crumb[] {
  const [team = 'all', section = '', ...rest] = pathname.split('/').slice(1);
  if (team === 'account') return [allTeams, { label: 'Account', path: pathname, href: null }];
  const slug = decode(team);
  const teamName = slug === 'all' ? 'All teams' : (names.teams.find((each) => each.slug === slug)?.name ?? slug);
  const known = allSections.find((each) => each.path === section);
  const root = `/${team}`;
  const sectionPath = section === '' ? root : `${root}/${section}`;
  let path = sectionPath;
  return [
    { label: teamName, path: 'team', href: root },
    { label: known?.label ?? decode(section), path: sectionPath, href: sectionPath },
    ...rest.map((part, index): Crumb => {
      path += `/${part}`;
      // A person's id says nothing; the page's title says who it is.
      const isLife = section === 'resources' && index === placesOfResource;
      return { label: section === 'people' ? 'Person' : isLife ? 'Biography' : word(decode(part), names), path, href: null };
    }),
  ];
}

function word(part: string, { accounts, kinds }: CrumbNames): string {
  if (part === 'accounts') return 'Accounts';
  if (part === 'silences') return 'Silences';
  if (part === 'rules') return 'Rules';
  if (part === 'coverage') return 'Coverage';
  if (part === 'new') return 'New';
  if (part === 'edit') return 'Edit';
  const account = accounts.find(({ id }) => id === part);
  if (account) return account.name;
  return Object.hasOwn(kinds, part) ? (kinds[part] ?? part) : part;
}
