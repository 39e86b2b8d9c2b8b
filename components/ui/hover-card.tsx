import { type ReactNode, useId } from 'react';

/**
 * Shows `card` below its child while the pointer or the focus is on it. Works without script; Escape (the keyboard
 * component) hushes it. `side` is the edge that the card is aligned with.
 */
export function HoverCard({ children, card, side = 'left' }: { children: ReactNode; card: ReactNode; side?: 'left' | 'right' }) {
  const id = useId();
  return (
    <span className="hover-card" data-side={side}>
      <button type="button" aria-describedby={id} className="cursor-help text-left">
        {children}
      </button>
      <span role="tooltip" id={id}>
        {card}
      </span>
    </span>
  );
}
