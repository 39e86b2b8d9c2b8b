import type { ReactNode } from 'react';

export type ScrollRegionProps = { label: string; className?: string; children: ReactNode };

/** Whatever scrolls inside a page: named, and reached by keyboard, whether it holds links or not. */
export function ScrollRegion({ label, className, children }: ScrollRegionProps) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard (WCAG 2.1.1)
    <section aria-label={label} tabIndex={0} className={className}>
      {children}
    </section>
  );
}
