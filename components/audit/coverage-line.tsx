import type { ReactNode } from 'react';
import { Word } from '#components/ui/word.tsx';
import type { View } from '#components/url/view.ts';
import { type WordId, words } from '#lib/catalog/words.ts';
import { formatCount, formatDuration, formatExact, formatInstant } from '#lib/format.ts';
import type { AuditCoverage } from '#lib/queries/audit-coverage.ts';

/** Collected every few minutes with an overlap; later than this something is in the way. */
const lateAfterMs = 20 * 60_000;

const isWord = (word: string): word is WordId => Object.hasOwn(words, word);

function Place({ place, name, view }: { place: AuditCoverage; name: string; view: View }) {
  const { completeTo, completeFrom, blocked } = place;
  const where = `${name} ${place.region}`;
  if (blocked) {
    const missing = completeTo === null ? 'nothing read yet' : `${formatDuration(view.now - completeTo)} missing`;
    return (
      <span title={`${blocked.code} ${blocked.message}`.trim()}>
        <Word
          word={isWord(blocked.word) ? blocked.word : 'unknown'}
          label={`${where}: ${isWord(blocked.word) ? words[blocked.word].word : blocked.word}`}
        />{' '}
        since {formatInstant(blocked.since, view)}, {missing}
      </span>
    );
  }
  if (completeTo === null) return <Word word="not_collected" label={`${where}: not collected yet`} />;
  const behind = view.now - completeTo;
  const title = completeFrom === null ? undefined : `without a hole since ${formatExact(completeFrom)}`;
  return (
    <span title={title}>
      <Word word={behind > lateAfterMs ? 'late' : 'healthy'} label={`complete to ${formatInstant(completeTo, view)}`} />{' '}
      {formatDuration(behind)} behind, {where}
    </span>
  );
}

const isComplete = ({ blocked, completeTo }: AuditCoverage, now: number): boolean =>
  !blocked && completeTo !== null && now - completeTo <= lateAfterMs;

/** Places of which nothing is missing, in one sentence that opens: what matters are the others. */
function CompletePlaces({ places, view, children }: { places: readonly AuditCoverage[]; view: View; children: ReactNode }) {
  const least = Math.min(...places.map(({ completeTo }) => completeTo ?? 0));
  return (
    <details>
      <summary className="cursor-pointer">
        <Word word="healthy" label={`complete to ${formatInstant(least, view)}`} />{' '}
        <span className="underline decoration-line-3 decoration-dotted underline-offset-4">
          {formatDuration(view.now - least)} behind at most, in {places.length} accounts and Regions
        </span>
      </summary>
      <ul className="grid gap-1 py-1 pl-5">{children}</ul>
    </details>
  );
}

/** So many are told one by one. */
const fewPlaces = 2;

export type CoverageLineProps = {
  coverage: readonly AuditCoverage[];
  /** Names of accounts by id. */
  names: ReadonlyMap<string, string>;
  /** Left out where it is not asked for. */
  quarantined?: number;
  view: View;
};

/** How far the table can be trusted, per account and Region, before its first row. */
export function CoverageLine({ coverage, names, quarantined, view }: CoverageLineProps) {
  const complete = coverage.filter((place) => isComplete(place, view.now));
  const isFolded = complete.length > fewPlaces;
  const item = (place: AuditCoverage) => (
    <li key={`${place.account} ${place.region}`}>
      <Place place={place} name={names.get(place.account) ?? place.account} view={view} />
    </li>
  );
  return (
    <ul className="flex flex-wrap gap-x-5 gap-y-1 text-12 text-ink-2" aria-label="How far the events are complete">
      {isFolded && (
        <li>
          <CompletePlaces places={complete} view={view}>
            {complete.map(item)}
          </CompletePlaces>
        </li>
      )}
      {coverage.filter((place) => !isFolded || !complete.includes(place)).map(item)}
      {coverage.length === 0 && <li>No account's Event history was read yet; imported files are shown as they are.</li>}
      {quarantined !== undefined && (
        <li className="md:ml-auto">
          {quarantined === 0 ? (
            <span className="text-ink-3">nothing in quarantine</span>
          ) : (
            <span className="text-degraded">
              {formatCount(quarantined, 'record', 'records')} in quarantine: unreadable, kept whole
            </span>
          )}
        </li>
      )}
    </ul>
  );
}
