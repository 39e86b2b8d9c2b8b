'use client';

import { type ReactNode, type ToggleEvent, useId, useRef } from 'react';

export type MenuProps = { label: string; trigger: ReactNode; children: ReactNode; className?: string };

/** A button and what it opens: the platform's popover (Escape, light dismissal, focus), placed under its button, or as near as it fits, through the CSSOM. */
export function Menu({ label, trigger, children, className = '' }: MenuProps) {
  const id = useId();
  const button = useRef<HTMLButtonElement>(null);
  const place = (event: ToggleEvent<HTMLDivElement>) => {
    const box = button.current?.getBoundingClientRect();
    if (event.newState !== 'open' || !box) return;
    const menu = event.currentTarget;
    const { clientHeight } = document.documentElement;
    menu.style.top = `${Math.max(8, Math.min(box.bottom + 4, clientHeight - menu.offsetHeight - 8))}px`;
    menu.style.left = `${Math.max(8, Math.min(box.left, document.documentElement.clientWidth - menu.offsetWidth - 8))}px`;
  };
  const closeOnLink = (target: EventTarget, menu: HTMLElement) => {
    if (target instanceof Element && target.closest('a')) menu.hidePopover();
  };
  return (
    <>
      <button ref={button} type="button" className={`button ${className}`} popoverTarget={id} aria-label={label}>
        {trigger}
      </button>
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: the links inside answer the keyboard; this only closes what they stand in */}
      {/* biome-ignore lint/a11y/noStaticElementInteractions: as above */}
      <div
        id={id}
        popover="auto"
        className="menu"
        onToggle={place}
        onClick={(event) => closeOnLink(event.target, event.currentTarget)}
      >
        {children}
      </div>
    </>
  );
}
