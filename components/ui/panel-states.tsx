import type { ReactNode } from 'react';
import { Panel, type PanelHeadProps } from './panel.tsx';
import { RetryButton } from './retry-button.tsx';

type Frame = Partial<PanelHeadProps>;

const framed = (head: Frame, body: ReactNode) =>
  head.title === undefined ? (
    body
  ) : (
    <Panel {...head} title={head.title}>
      {body}
    </Panel>
  );

const heights = { 30: 'h-[30px]', 48: 'h-12', 160: 'h-40', 180: 'h-[180px]' } as const;

/** The frame at once, after 300 ms grey rows of the final height. */
export function PanelLoading({ rows = 3, rowHeight = 30, ...head }: Frame & { rows?: number; rowHeight?: keyof typeof heights }) {
  return framed(
    head,
    <div aria-busy="true" className="waiting grid gap-px">
      <span className="sr-only">loading</span>
      {Array.from({ length: rows }, (_, row) => row).map((row) => (
        <div key={row} className={heights[rowHeight]} />
      ))}
    </div>,
  );
}

/** What failed in one sentence, a way to try again, and the id that finds it in the log. */
export function PanelFailed({ sentence, requestId, ...head }: Frame & { sentence: string; requestId?: string }) {
  return framed(
    head,
    <div role="alert" className="flex flex-wrap items-center gap-x-3 gap-y-2 py-2 text-ink-2">
      <span>{sentence}</span>
      <RetryButton />
      {requestId !== undefined && <span className="font-mono text-11 text-ink-3">{requestId}</span>}
    </div>,
  );
}

/** The sentence that is true, and what to do next. */
export function PanelEmpty({ sentence, children, ...head }: Frame & { sentence: ReactNode; children?: ReactNode }) {
  return framed(
    head,
    <div className="flex flex-wrap items-center gap-x-3 gap-y-1 py-2 text-ink-2">
      <span>{sentence}</span>
      {children}
    </div>,
  );
}
