'use client';

import { ChevronsUpDown } from 'lucide-react';
import { usePathname, useRouter, useSearchParams } from 'next/navigation';
import { viewQuery } from '#components/url/view-query.ts';

export type TeamSelectProps = { team: string; teams: readonly { slug: string; name: string }[] };

/** Changes the team and stays in the section; an entity of one team is left for its section. */
export function TeamSelect({ team, teams }: TeamSelectProps) {
  const router = useRouter();
  const section = usePathname().split('/')[2] ?? '';
  const search = useSearchParams();
  const change = (slug: string) =>
    router.push(`/${encodeURIComponent(slug)}${section === '' ? '' : `/${section}`}${viewQuery(search)}`);
  return (
    <label className="team-select">
      <span className="text-ink-3">Team</span>
      <select value={team} onChange={(event) => change(event.target.value)}>
        <option value="all">All teams</option>
        {teams.map(({ slug, name }) => (
          <option key={slug} value={slug}>
            {name}
          </option>
        ))}
      </select>
      <ChevronsUpDown size={13} aria-hidden="true" className="pointer-events-none text-ink-2" />
    </label>
  );
}
