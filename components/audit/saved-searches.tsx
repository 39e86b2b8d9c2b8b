import { Bookmark } from 'lucide-react';
import { ApiForm } from '#components/api/api-form.tsx';
import { Menu } from '#components/shell/menu.tsx';
import { Link } from '#components/ui/link.tsx';
import { Instant } from '#components/ui/time.tsx';
import { hrefWith, valuesOf } from '#components/url/search.ts';
import type { View } from '#components/url/view.ts';
import type { Search } from '#components/url/view-query.ts';
import { auditParameters } from '#lib/audit/filter.ts';
import { paths } from '#lib/catalog/paths.ts';
import type { SavedSearch } from '#lib/queries/saved-searches.ts';

export type SavedSearchesProps = {
  searches: readonly SavedSearch[];
  team: string;
  view: View;
  search: Search;
  mayKeep: boolean;
  /** Whose searches the reader may delete: the id of a person. */
  mayDropOf: 'everybody' | (string & {});
};

const kept = ['range', 'from', 'to', ...auditParameters];

/** One that says no window is asked over the window of the page. */
function hrefOf({ team, query }: SavedSearch, view: View): string {
  const asked = new URLSearchParams(query);
  const own = asked.has('range') || asked.has('from') ? ['asOf', 'tz'] : ['range', 'from', 'to', 'asOf', 'tz'];
  for (const [name, value] of new URLSearchParams(view.query)) if (own.includes(name)) asked.append(name, value);
  return `${paths.section(team, 'audit')}?${asked}`;
}

const nameOf = ({ name, team }: SavedSearch, of: string): string => (team === of ? name : `${name} (${team})`);

/** The query of the page as it stands, without its page. */
const queryOf = (search: Search): string =>
  hrefWith('', {}, Object.fromEntries(kept.map((name) => [name, valuesOf(search, name)]))).slice(1);

function KeepForm({ team, search }: Pick<SavedSearchesProps, 'team' | 'search'>) {
  const query = queryOf(search);
  if (query === '') return <p>Filter by something, or choose a window: then it can be kept here, for the whole team.</p>;
  return (
    <ApiForm method="POST" path="/api/v1/searches" label="Keep this search" action="Keep" className="grid gap-2">
      <input type="hidden" name="team" value={team} />
      <input type="hidden" name="query" value={query} />
      <label className="grid gap-1">
        Keep this search for {team === 'all' ? 'whoever sees all teams' : `team ${team}`}, as
        <input type="text" name="name" required maxLength={80} placeholder="its name" className="field" autoComplete="off" />
      </label>
    </ApiForm>
  );
}

function Kept({ one, team, view, mayDrop }: { one: SavedSearch; team: string; view: View; mayDrop: boolean }) {
  return (
    <li className="flex items-baseline justify-between gap-4">
      <span className="min-w-0">
        <Link href={hrefOf(one, view)} className="link block truncate">
          {nameOf(one, team)}
        </Link>
        <span className="block truncate text-ink-3">
          {one.madeBy}, <Instant at={one.madeAt} moment={view} />
        </span>
      </span>
      {mayDrop && (
        <ApiForm
          method="DELETE"
          path={`/api/v1/searches/${one.id}`}
          label={`Delete ${one.name}`}
          action="Delete"
          actionLabel={`Delete ${one.name}`}
          className="inline-grid gap-1"
          isBare
        />
      )}
    </li>
  );
}

const shown = 6;

/** What the team asks again and again: the first by name one click away, all of them and the form in the menu. */
export function SavedSearches({ searches, team, view, search, mayKeep, mayDropOf }: SavedSearchesProps) {
  if (searches.length === 0 && !mayKeep) return null;
  return (
    <nav aria-label="Saved searches" className="flex flex-wrap items-baseline gap-x-4 gap-y-1 text-12">
      <Menu
        label="Saved searches"
        trigger={
          <>
            <Bookmark size={13} aria-hidden="true" />
            Saved searches
          </>
        }
      >
        <div className="grid w-72 max-w-full gap-3 p-2 text-12 text-ink-2">
          {searches.length > 0 && (
            <ul className="grid max-h-72 grid-cols-[minmax(0,1fr)] gap-2 overflow-y-auto">
              {searches.map((one) => (
                <Kept
                  key={one.id}
                  one={one}
                  team={team}
                  view={view}
                  mayDrop={mayKeep && (mayDropOf === 'everybody' || mayDropOf === one.madeById)}
                />
              ))}
            </ul>
          )}
          {mayKeep && <KeepForm team={team} search={search} />}
        </div>
      </Menu>
      {searches.length > 0 && (
        <ul className="contents">
          {searches.slice(0, shown).map((one) => (
            <li key={one.id} className="max-w-56 truncate">
              <Link href={hrefOf(one, view)}>{nameOf(one, team)}</Link>
            </li>
          ))}
        </ul>
      )}
    </nav>
  );
}
