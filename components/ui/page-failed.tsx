'use client';

import { Button } from './button.tsx';

/** A page that could not be read. The digest finds the cause in the server's log. */
export function PageFailed({ error, retry }: { error: Error & { digest?: string }; retry: () => void }) {
  return (
    <div role="alert" className="grid min-h-[60dvh] place-content-center justify-items-center gap-3 p-6 text-center">
      <h1 className="text-18">This page could not be read</h1>
      <p className="max-w-[52ch] text-ink-2">
        The server failed while it read the data. Nothing was changed; try again, or look for the id below in its log.
      </p>
      {error.digest !== undefined && <code className="font-mono text-12 text-ink-3">{error.digest}</code>}
      <Button onClick={retry}>Try again</Button>
    </div>
  );
}
