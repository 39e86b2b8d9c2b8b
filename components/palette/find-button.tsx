'use client';

import { Search } from 'lucide-react';
import { type ComponentType, useCallback, useEffect, useState } from 'react';
import type { PaletteProps } from './palette.tsx';

/** Opens the palette, whose code arrives on first use. ⌘K or Ctrl K from anywhere. */
export function FindButton({ team }: { team: string }) {
  const [Palette, setPalette] = useState<ComponentType<PaletteProps> | null>(null);
  const [isOpen, setIsOpen] = useState(false);
  const open = useCallback(async () => {
    const loaded = await import('./palette.tsx');
    setPalette(() => loaded.Palette);
    setIsOpen(true);
  }, []);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== 'k' || !(event.metaKey || event.ctrlKey)) return;
      event.preventDefault();
      void open();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [open]);
  return (
    <>
      <button
        type="button"
        className="button find-button"
        onClick={open}
        aria-haspopup="dialog"
        aria-keyshortcuts="Meta+K Control+K"
      >
        <Search size={14} aria-hidden="true" className="shrink-0" />
        <span className="truncate max-lg:sr-only">Find, or paste an ARN or console URL</span>
        <span aria-hidden="true" className="kbd max-lg:hidden ml-auto">
          ⌘K
        </span>
      </button>
      {Palette && <Palette team={team} isOpen={isOpen} onOpenChange={setIsOpen} />}
    </>
  );
}
