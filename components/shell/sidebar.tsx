import { clsx } from 'clsx';
import { formatFigure } from '#lib/format.ts';
import { CollectionFoot } from './collection-foot.tsx';
import { Mark, SectionIcon } from './icons.tsx';
import { NavLink } from './nav-link.tsx';
import { PersonFoot } from './person-foot.tsx';
import { type Section, sectionGroups, sectionHref } from './sections.ts';
import { TeamSelect } from './team-select.tsx';
import type { ShellData, ShellPerson } from './types.ts';

function Count({ section: { count, isAsking = false }, counts }: { section: Section; counts: ShellData['counts'] }) {
  const size = count === undefined ? undefined : counts[count];
  if (size === undefined || (isAsking && size === 0)) return null;
  return (
    <span className={clsx('figures ml-auto text-12', isAsking ? 'font-head text-failing' : 'font-text text-ink-2')}>
      {formatFigure(size, 'count').text}
    </span>
  );
}

/** Team, sections and the state of collection. Below 1100 px it is a sheet behind the menu button. */
export function Sidebar({ shell, person }: { shell: ShellData; person: ShellPerson }) {
  const root = `/${encodeURIComponent(shell.team)}`;
  const isShown = ({ needs }: Section) => needs === undefined || person.may.includes(needs);
  const groups = sectionGroups.map(({ title, sections }) => ({ title, sections: sections.filter(isShown) }));
  return (
    <aside id="side" popover="auto" className="side" aria-label="Sections">
      <div className="brand">
        <Mark />
        <span className="font-head">Trailwatch</span>
        {shell.isDemo && <span className="demo-badge">demo data</span>}
      </div>
      <TeamSelect team={shell.team} teams={shell.teams} />
      <nav aria-label="Main" className="pt-2 pb-6">
        {groups.map(({ title, sections }) => (
          <div key={title ?? ''}>
            {title !== null && sections.length > 0 && <h2 className="nav-title">{title}</h2>}
            {sections.map((section) => (
              <NavLink key={section.path} path={sectionHref(shell.team, section)} exact={section.path === ''}>
                <SectionIcon name={section.icon} />
                {section.label}
                <Count section={section} counts={shell.counts} />
              </NavLink>
            ))}
          </div>
        ))}
      </nav>
      <CollectionFoot shell={shell} path={`${root}/runs`} />
      <PersonFoot person={person} />
    </aside>
  );
}
