'use client';

import { usePathname, useSearchParams } from 'next/navigation';
import { Link } from '#components/ui/link.tsx';
import { viewQuery } from '#components/url/view-query.ts';
import { type CrumbNames, crumbTrail } from './crumb-trail.ts';

/** Where the reader is, from the path; the way back keeps range, instant and zone. */
export function Breadcrumb(names: CrumbNames) {
  const crumbs = crumbTrail(usePathname(), names);
  const query = viewQuery(useSearchParams());
  return (
    <nav aria-label="Breadcrumb" className="breadcrumb">
      <ol className="crumbs">
        {crumbs.map(({ label, href, path }, index) => (
          <li key={path} title={label} aria-current={index === crumbs.length - 1 ? 'page' : undefined}>
            {href === null || index === crumbs.length - 1 ? (
              label
            ) : (
              <Link className="hover:text-ink" href={`${href}${query}`}>
                {label}
              </Link>
            )}
          </li>
        ))}
      </ol>
    </nav>
  );
}
