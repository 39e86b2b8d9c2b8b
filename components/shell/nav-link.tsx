'use client';

import { usePathname, useSearchParams } from 'next/navigation';
import type { ReactNode } from 'react';
import { Link } from '#components/ui/link.tsx';
import { viewQuery } from '#components/url/view-query.ts';

/** A link of the sidebar: keeps range, instant and zone, and knows when it is where the reader is. */
export function NavLink({ path, exact = false, className = 'nav-link', children }: NavLinkProps) {
  const here = usePathname();
  const search = useSearchParams();
  const isHere = exact ? here === path : here === path || here.startsWith(`${path}/`);
  return (
    <Link
      href={`${path}${viewQuery(search)}`}
      aria-current={isHere ? 'page' : undefined}
      className={className}
      onClick={closeSheet}
    >
      {children}
    </Link>
  );
}

type NavLinkProps = { path: string; exact?: boolean; className?: string; children: ReactNode };

const closeSheet = () => {
  const side = document.getElementById('side');
  if (side?.matches(':popover-open')) side.hidePopover();
};
