import type { ReactNode } from 'react';
import { Link } from './link.tsx';

export type Tab = { label: string; href: string; count?: ReactNode; current: boolean };

/** Tabs that are links: each is a page of its own and can be sent to a colleague. */
export function Tabs({ tabs, label }: { tabs: readonly Tab[]; label: string }) {
  return (
    <nav aria-label={label} className="tabs scroll-fade">
      {tabs.map((tab) => (
        <Link key={tab.href} href={tab.href} aria-current={tab.current ? 'page' : undefined} className="tab">
          {tab.label}
          {tab.count !== undefined && <span className="figures font-text text-ink-3">{tab.count}</span>}
        </Link>
      ))}
    </nav>
  );
}
