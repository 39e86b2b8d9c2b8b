'use client';

import { type ComponentType, useEffect, useRef, useState } from 'react';
import { PanelEmpty, PanelLoading } from '#components/ui/panel-states.tsx';
import type { LogReaderProps } from './log-reader.tsx';

/** So far below what is seen it begins, so that it is there when it comes into view. */
const ahead = '400px';

const title = 'Last log lines';

const Frame = ({ isNear }: { isNear: boolean }) =>
  isNear ? (
    <PanelLoading title={title} subtitle="asking AWS" rows={8} />
  ) : (
    <PanelEmpty title={title} sentence="Read from AWS once it comes into view." />
  );

/** The frame at once, which is not busy before anybody is near; the reader's script, and AWS's answer, once the panel is about to be seen: most who open a job's page look at its head. */
export function LogPanel(props: LogReaderProps) {
  const [Reader, setReader] = useState<ComponentType<LogReaderProps> | null>(null);
  const [isNear, setNear] = useState(false);
  const frame = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const observer = new IntersectionObserver(
      ([entry]) => {
        if (!entry?.isIntersecting) return;
        observer.disconnect();
        setNear(true);
        void import('./log-reader.tsx').then(({ LogReader }) => setReader(() => LogReader));
      },
      { rootMargin: ahead },
    );
    if (frame.current) observer.observe(frame.current);
    return () => observer.disconnect();
  }, []);
  return <div ref={frame}>{Reader ? <Reader {...props} /> : <Frame isNear={isNear} />}</div>;
}
