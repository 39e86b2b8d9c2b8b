'use client';

import { Moon, Sun } from 'lucide-react';
import { themeCookie } from './theme.ts';

const year = 31_536_000;

function turn() {
  const root = document.documentElement;
  const next = root.dataset.theme === 'light' ? 'dark' : 'light';
  root.dataset.theme = next;
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not in every browser
  document.cookie = `${themeCookie}=${next}; path=/; max-age=${year}; samesite=lax; secure`;
  window.dispatchEvent(new Event('themechange'));
}

/** Dark or light; charts redraw in their new tokens at once. */
export function ThemeToggle({ className = '' }: { className?: string }) {
  return (
    <button type="button" className={`button ${className}`} data-icon="" aria-label="Change theme" onClick={turn}>
      <Moon size={14} aria-hidden="true" className="light:hidden" />
      <Sun size={14} aria-hidden="true" className="hidden light:block" />
    </button>
  );
}
