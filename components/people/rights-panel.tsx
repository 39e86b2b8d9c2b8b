import { Panel } from '#components/ui/panel.tsx';
import { can, type Permission, permissions, roles } from '#lib/catalog/roles.ts';
import type { PersonRow } from '#lib/queries/people.ts';

/** What a person may do, and why: it follows from the role; whose data, from the role or the teams. */
export function RightsPanel({ person }: { person: PersonRow }) {
  const { title, sees } = roles[person.role];
  const all = Object.entries(permissions) as [Permission, string][];
  const may = all.filter(([permission]) => can(person.role, permission));
  return (
    <Panel title="What they may do" subtitle={`as ${title.toLowerCase()}: ${may.length} of ${all.length}`}>
      <ul className="grid max-w-3xl gap-x-6 text-12 sm:grid-cols-2" aria-label="Permissions">
        {all.map(([permission, words]) => {
          const isAllowed = can(person.role, permission);
          return (
            <li key={permission} className={isAllowed ? 'py-0.5 text-ink' : 'py-0.5 text-ink-3'}>
              <span className="inline-block w-14">{isAllowed ? 'may' : 'may not'}</span>
              {words}
            </li>
          );
        })}
      </ul>
      <h3 className="pt-3 pb-1 text-12 font-head">Whose data</h3>
      {sees === 'all' ? (
        <p className="text-12 text-ink-2">Every team’s, and what no team owns, by the role.</p>
      ) : (
        <ul className="text-12 text-ink-2" aria-label="Teams">
          {person.memberships.map(({ team, reason }) => (
            <li key={team} className="py-0.5">
              {team} <span className="text-ink-3">· {reason}</span>
            </li>
          ))}
          {person.memberships.length === 0 && <li>None yet: their pages stay empty until they are given a team.</li>}
        </ul>
      )}
    </Panel>
  );
}
