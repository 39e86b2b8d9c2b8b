import { clsx } from 'clsx';
import { Word } from '#components/ui/word.tsx';
import { formatAge, formatDuration, formatFigure, formatMoney } from '#lib/format.ts';
import { minuteMs } from '#lib/time.ts';
import { NavLink } from './nav-link.tsx';
import type { ShellData } from './types.ts';

const staleAfterMs = 10 * minuteMs;

/** How fresh and how complete what is shown is, and what it cost today; leads to the collection page. */
export function CollectionFoot({ shell, path }: { shell: ShellData; path: string }) {
  const { collectedAt, sources, troubles, callsToday, spentTodayUsd, budgetTodayUsd } = shell.collection;
  const isStale = collectedAt === null || shell.now - collectedAt > staleAfterMs;
  const spent = `${formatMoney(spentTodayUsd)}${budgetTodayUsd === null ? '' : ` of ${formatMoney(budgetTodayUsd)}`}`;
  return (
    <NavLink path={path} className="side-foot">
      <span className="flex justify-between">
        <span className="font-head">Collection</span>
        <span className={clsx('figures', isStale ? 'font-mid text-unknown' : 'text-ink-2')}>
          {collectedAt === null ? 'nothing yet' : `${formatAge(collectedAt, shell.now)} old`}
        </span>
      </span>
      <Word
        word={sources.current > 0 ? 'healthy' : 'unknown'}
        label={sources.total === 0 ? 'no source yet' : `${sources.current} of ${sources.total} sources current`}
      />
      {troubles.slice(0, 2).map(({ word, count, since }) => (
        <Word key={word} word={word} label={`${count} ${word} for ${formatDuration(shell.now - since)}`} />
      ))}
      <span className="flex flex-wrap justify-between gap-x-2 text-ink-3">
        <span>{formatFigure(callsToday, 'calls').text} AWS calls</span>
        <span className="figures">{spent}</span>
      </span>
    </NavLink>
  );
}
