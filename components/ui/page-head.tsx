import type { ReactNode } from 'react';

export type PageHeadProps = { title: string; state?: ReactNode; sentence?: ReactNode; actions?: ReactNode; children?: ReactNode };

/** The one h1 of a page: a word of health before it, one sentence after it, actions to the right, facts or tabs under it. */
export function PageHead({ title, state, sentence, actions, children }: PageHeadProps) {
  return (
    <header className="page-head">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        {state}
        <h1 className="min-w-0 text-18 leading-tight font-head break-words">{title}</h1>
        {sentence !== undefined && <p className="min-w-0 text-12 text-ink-2 md:text-13">{sentence}</p>}
        {actions !== undefined && (
          <div className="flex max-w-full min-w-0 flex-wrap items-center gap-2 md:ml-auto">{actions}</div>
        )}
      </div>
      {children}
    </header>
  );
}
