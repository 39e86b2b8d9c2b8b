'use client';

import { Check, Copy } from 'lucide-react';
import { type ReactNode, useState } from 'react';

export type CopyButtonProps = { text: string; label: string; kind?: 'plain' | 'quiet'; icon?: ReactNode };

/** Puts `text` on the clipboard and says so; where the browser refuses, it says that. */
export function CopyButton({ text, label, kind = 'plain', icon }: CopyButtonProps) {
  const [said, setSaid] = useState('');
  const copy = async () => {
    const word = await navigator.clipboard.writeText(text).then(
      () => 'copied',
      () => 'clipboard refused',
    );
    setSaid(word);
    setTimeout(() => setSaid(''), 2000);
  };
  return (
    <button type="button" className="button" data-kind={kind} onClick={copy} title={text.length <= 600 ? text : undefined}>
      {said === 'copied' ? (
        <Check size={13} aria-hidden="true" />
      ) : (
        (icon ?? (kind === 'plain' && <Copy size={13} aria-hidden="true" />))
      )}
      <span aria-live="polite">{said === '' ? label : said}</span>
    </button>
  );
}
