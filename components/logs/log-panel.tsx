'use client';

import { type ComponentType, useEffect, useState } from 'react';
import { PanelLoading } from '#components/ui/panel-states.tsx';
import type { LogReaderProps } from './log-reader.tsx';

/** The frame at once; the reader's script comes when a panel is on the page, and not with every chart. */
export function LogPanel(props: LogReaderProps) {
  const [Reader, setReader] = useState<ComponentType<LogReaderProps> | null>(null);
  useEffect(() => {
    void import('./log-reader.tsx').then(({ LogReader }) => setReader(() => LogReader));
  }, []);
  return Reader ? <Reader {...props} /> : <PanelLoading title="Last log lines" subtitle="asking AWS" rows={8} />;
}
