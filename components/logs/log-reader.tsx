'use client';

import { useCallback, useEffect, useState } from 'react';
import { AbsentPanel } from '#components/ui/absent.tsx';
import { CopyCli, OpenInAws } from '#components/ui/actions.tsx';
import { Button } from '#components/ui/button.tsx';
import { LogLines } from '#components/ui/log-lines.tsx';
import { Panel } from '#components/ui/panel.tsx';
import { PanelLoading } from '#components/ui/panel-states.tsx';
import { AsOf } from '#components/ui/time.tsx';
import type { Moment } from '#components/url/view.ts';
import { type LogAnswer, logAnswerOf } from './log-answer.ts';

export type LogReaderProps = { kind: string; account: string; region: string; name: string; team: string; moment: Moment };

/** The last lines of a log and its first error, read from AWS when the panel is opened; they are never stored. */
export function LogReader({ kind, account, region, name, team, moment }: LogReaderProps) {
  const [answer, setAnswer] = useState<LogAnswer | null>(null);
  const read = useCallback(
    async (signal?: AbortSignal) => {
      setAnswer(null);
      try {
        const query = new URLSearchParams({ kind, account, region, name, team });
        const response = await fetch(`/api/v1/logs?${query}`, { ...(signal ? { signal } : {}), cache: 'no-store' });
        setAnswer(logAnswerOf(await response.json()));
      } catch (error) {
        if (!signal?.aborted) setAnswer({ ok: false, absence: 'not_collected', why: `Could not be asked: ${String(error)}` });
      }
    },
    [kind, account, region, name, team],
  );
  useEffect(() => {
    const abort = new AbortController();
    void read(abort.signal);
    return () => abort.abort();
  }, [read]);
  if (answer === null) return <PanelLoading title="Last log lines" subtitle="asking AWS" rows={8} />;
  const again = <Button onClick={() => void read()}>Read again</Button>;
  if (!answer.ok) {
    return (
      <Panel title="Last log lines" right={again}>
        <AbsentPanel absence={answer.absence} why={answer.why} />
      </Panel>
    );
  }
  return (
    <Panel
      title="Last log lines"
      subtitle={<span className="font-mono text-11">{answer.group}</span>}
      right={
        <span className="inline-flex flex-wrap items-center gap-3">
          <OpenInAws href={answer.aws} kind="quiet" />
          <CopyCli command={answer.cli} kind="quiet" />
          <AsOf at={answer.readAt} moment={moment} lead="read" />
          {again}
        </span>
      }
    >
      {answer.firstError && (
        <div className="pb-3">
          <p className="pb-1 text-12 text-ink-2">First error of the window, {answer.firstError.stream}</p>
          <LogLines lines={[answer.firstError]} moment={moment} label="First error" />
        </div>
      )}
      {answer.lines.length === 0 ? (
        <p className="text-ink-2">The log holds no line in this window: the last hour, or a job's whole life.</p>
      ) : (
        <LogLines lines={answer.lines} moment={moment} label="Last log lines" />
      )}
      <p className="pt-2 text-12 text-ink-3">
        {answer.lines.length} lines, {answer.calls} {answer.calls === 1 ? 'call' : 'calls'} to AWS; not stored.
      </p>
    </Panel>
  );
}
