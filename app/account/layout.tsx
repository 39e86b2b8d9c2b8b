import type { ReactNode } from 'react';
import TeamLayout from '../[team]/layout.tsx';

/** One's own account stands in the same shell as every page. */
export default function AccountLayout({ children }: { children: ReactNode }) {
  return <TeamLayout params={Promise.resolve({ team: 'all' })}>{children}</TeamLayout>;
}
