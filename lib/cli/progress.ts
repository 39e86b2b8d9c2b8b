import { formatDuration } from '#lib/format.ts';

/** `total` is null while it is not known; the note then says how far it is. */
export type Progress = { done: number; total: number | null; note: string };

const width = 24;

/** "[######------------------]  25 %  12 of 55 files  9 s left". The rest is estimated from the pace so far. */
function progressLine({ done, total, note }: Progress, elapsedMs: number): string {
  if (total === null) return `[${'?'.repeat(width)}]       ${note}`;
  const share = total > 0 ? Math.min(1, done / total) : 1;
  const filled = Math.round(share * width);
  const bar = `[${'#'.repeat(filled)}${'-'.repeat(width - filled)}]`;
  const left = share > 0.01 && share < 1 ? `  ${formatDuration((elapsedMs * (1 - share)) / share)} left` : '';
  return `${bar} ${String(Math.floor(share * 100)).padStart(3)} %  ${note}${left}`;
}

/** A bar on the terminal's last line; silent where standard error is no terminal. */
export function progressBar(stream: NodeJS.WriteStream = process.stderr): {
  show: (progress: Progress) => void;
  clear: () => void;
} {
  const startedAt = performance.now();
  let shownAt = 0;
  if (!stream.isTTY) return { show: () => undefined, clear: () => undefined };
  return {
    show: (progress) => {
      const now = performance.now();
      if (now - shownAt < 100) return;
      shownAt = now;
      stream.write(`\r\u001B[K${progressLine(progress, now - startedAt).slice(0, (stream.columns || 80) - 1)}`);
    },
    clear: () => void stream.write('\r\u001B[K'),
  };
}
