import type { ReactNode } from 'react';
import { Mark } from '#components/shell/icons.tsx';

/** A page before the console: brand, title, what it asks for. */
export const DoorPage = ({ title, children }: { title: string; children: ReactNode }) => (
  <main className="door">
    <div className="door-column">
      <div className="door-brand">
        <Mark />
        <span className="font-head">Trailwatch</span>
      </div>
      <h1 className="text-18">{title}</h1>
      {children}
    </div>
  </main>
);
