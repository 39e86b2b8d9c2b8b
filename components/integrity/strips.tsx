import { ExportLinks } from '#components/ui/actions.tsx';
import { PanelHead } from '#components/ui/panel.tsx';
import { Picture, type PicturePath } from '#components/ui/picture.tsx';
import { rectangle } from '#components/ui/rectangle.ts';
import { toneClass } from '#components/ui/word.tsx';
import type { View } from '#components/url/view.ts';
import { hourStateIds, hourStateRows } from '#lib/catalog/hour-states.ts';
import { formatCount, formatInstant, formatSpan } from '#lib/format.ts';
import type { Strip } from '#lib/queries/trail-hours.ts';
import { hourMs } from '#lib/time.ts';

const height = 12;
const width = 1000;

/** One path a state, so that a year of hours is a few strings. */
function pathsOf({ hours }: Strip, { from, to }: View): PicturePath[] {
  const x = (at: number): number => (width * (at - from)) / (to - from);
  const gap = x(from + hourMs) * 0.16;
  const box = (at: number, high: number): string => {
    const left = Math.max(0, x(at));
    const right = Math.min(width, x(at + hourMs) - gap);
    return rectangle(left, (height - high) / 2, Math.max(1, right - left), high);
  };
  return hourStateIds.flatMap((state) => {
    const d = hours
      .filter((hour) => hour.state === state)
      .map(({ at }) => box(at, hourStateRows[state].tall))
      .join('');
    const colour = `var(--${hourStateRows[state].tone})`;
    return d === '' ? [] : [state === 'missing' ? { d, stroke: colour } : { d, fill: colour }];
  });
}

/** "167 verified, 2 missing": how many hours there are of each state, the worst first. */
function Counts({ strip }: { strip: Strip }) {
  const counts = hourStateIds
    .map((state) => ({ state, count: strip.hours.filter((hour) => hour.state === state).length }))
    .filter(({ count }) => count > 0);
  return (
    <span className="inline-flex flex-wrap justify-end gap-x-3">
      {counts.map(({ state, count }) => (
        <span key={state} className={hourStateRows[state].isFault ? toneClass(hourStateRows[state].tone) : undefined}>
          {count} h {hourStateRows[state].word}
        </span>
      ))}
    </span>
  );
}

const wordsOf = ({ hours }: Strip): string => {
  const counts = Map.groupBy(hours, ({ state }) => state);
  return [...counts].map(([state, of]) => `${of.length} hours ${hourStateRows[state].word}`).join(', ');
};

function Lane({ strip, view }: { strip: Strip; view: View }) {
  const { trail, region, accounts } = strip;
  return (
    <li className="grid gap-0.5">
      <Picture
        width={width}
        height={height}
        className="block h-3 w-full"
        label={`${trail} in ${region}, ${formatSpan(view.from, view.to, view)}: ${wordsOf(strip)}`}
        paths={pathsOf(strip, view)}
      />
      <span className="flex flex-wrap justify-between gap-x-4 text-12 text-ink-2">
        <span>
          {trail}, {region} <span className="text-ink-3">{formatCount(accounts, 'account', 'accounts')}</span>
        </span>
        <Counts strip={strip} />
      </span>
    </li>
  );
}

const Legend = ({ strips }: { strips: readonly Strip[] }) => {
  const states = new Set(strips.flatMap(({ hours }) => hours.map(({ state }) => state)));
  return (
    <span className="inline-flex flex-wrap gap-x-3">
      {hourStateIds
        .filter((state) => states.has(state))
        .toReversed()
        .map((state) => (
          <span key={state} className={`inline-flex items-center gap-1.5 ${toneClass(hourStateRows[state].tone)}`}>
            <span
              aria-hidden="true"
              className={`inline-block size-2 ${state === 'missing' ? 'border border-current' : 'bg-current'}`}
            />
            {hourStateRows[state].word}
          </span>
        ))}
    </span>
  );
};

export type StripsProps = { strips: readonly Strip[]; view: View; exports: { csv: string; json: string } };

/** Hours by trail and Region on the page's axis of time: what their digests prove. */
export function Strips({ strips, view, exports }: StripsProps) {
  const verifiedAt = Math.max(0, ...strips.map((strip) => strip.verifiedAt));
  return (
    <section aria-label="Integrity of log files" className="panel">
      <PanelHead
        title="Integrity"
        subtitle={strips.length > 0 && <Legend strips={strips} />}
        right={
          <span className="inline-flex flex-wrap items-baseline gap-x-2">
            {verifiedAt > 0 && <>hours by trail and Region, checked {formatInstant(verifiedAt, view)} ·</>}
            <ExportLinks {...exports} />
          </span>
        }
      />
      {strips.length === 0 ? (
        <p className="text-12 text-ink-2">
          No digest of a trail was verified for this time: events here are as Event history or an import told them.
        </p>
      ) : (
        <ul className="grid gap-2">
          {strips.map((strip) => (
            <Lane key={`${strip.bucket} ${strip.trail} ${strip.region}`} strip={strip} view={view} />
          ))}
        </ul>
      )}
    </section>
  );
}
