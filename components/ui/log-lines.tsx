import { clsx } from 'clsx';
import type { Moment } from '#components/url/view.ts';
import { ScrollRegion } from './scroll-region.tsx';
import { Instant } from './time.tsx';

export type LogLine = { at: number; text: string };

const levels = [
  { word: 'ERROR', pattern: /\b(ERROR|CRITICAL|FATAL|Traceback|Exception)\b/, tone: 'text-failing' },
  { word: 'WARN', pattern: /\bWARN(ING)?\b/i, tone: 'text-degraded' },
  { word: 'INFO', pattern: /\bINFO\b/, tone: 'text-ink-3' },
] as const;

/** Log lines as they came, with the level that their text shows. */
export function LogLines({ lines, moment, label }: { lines: readonly LogLine[]; moment: Moment; label: string }) {
  return (
    <ScrollRegion label={label} className="verbatim max-h-80">
      <ol>
        {lines.map((line, index) => {
          const level = levels.find(({ pattern }) => pattern.test(line.text));
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: two lines may be equal in all they have
            <li key={index} className="log-line">
              <span className="text-ink-3">
                <Instant at={line.at} moment={moment} seconds />
              </span>
              <span className={clsx('w-10', level?.tone)}>{level?.word ?? ''}</span>
              <span className={clsx('break-all whitespace-pre-wrap', level?.word === 'ERROR' ? 'text-ink' : 'text-ink-2')}>
                {line.text}
              </span>
            </li>
          );
        })}
      </ol>
    </ScrollRegion>
  );
}
