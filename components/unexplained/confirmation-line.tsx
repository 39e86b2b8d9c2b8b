import { Link } from '#components/ui/link.tsx';
import { Word } from '#components/ui/word.tsx';
import { hrefWith } from '#components/url/search.ts';
import type { View } from '#components/url/view.ts';
import { causeWords } from '#lib/audit/unexplained/causes.ts';
import type { Evidence } from '#lib/audit/unexplained/event.ts';
import { paths } from '#lib/catalog/paths.ts';
import { formatInstant } from '#lib/format.ts';
import type { EventConfirmation } from '#lib/queries/unconfirmed-events.ts';

const shown: Record<Evidence, string> = {
  version: 'a new version at',
  creation: 'created at',
  first_sight: 'first seen at',
  deployment: 'a deployment from',
  modification: 'modified at',
  end: 'ended at',
  deletion: 'gone at',
};

type Props = { confirmation: EventConfirmation | null; team: string; view: View };

/** Whether the inventory confirms an event. Nothing of what cannot show in it. */
export function ConfirmationLine({ confirmation, team, view }: Props) {
  if (confirmation === null) return null;
  const { verdict } = confirmation;
  const time = (at: number): string => formatInstant(at, { ...view, seconds: false });
  return (
    <p className="flex flex-wrap items-baseline gap-x-3 px-(--gutter) py-2 text-12 text-ink-2">
      {verdict.state === 'confirmed' && (
        <>
          <Word word="healthy" label="The inventory confirms this" />
          <span>
            {shown[verdict.by]} {time(verdict.at)}
          </span>
        </>
      )}
      {verdict.state === 'due' && (
        <>
          <Word word="waiting" label="Nothing seen in the inventory yet" />
          <span>due at {time(verdict.dueAt)}</span>
        </>
      )}
      {verdict.state === 'unwatched' && (
        <>
          <Word word="cannot_tell" label="Cannot tell whether it shows" />
          <span>It is older than the first look at the inventory of its account and Region.</span>
        </>
      )}
      {verdict.state === 'unconfirmed' && (
        <>
          <Word word="unexplained" label="The inventory does not show it" />
          <span>What could explain it: {causeWords(verdict.causes)}.</span>
          <Link
            href={hrefWith(paths.section(team, 'unexplained'), Object.fromEntries(new URLSearchParams(view.query)), {
              list: 'events',
            })}
          >
            all events without a change
          </Link>
        </>
      )}
    </p>
  );
}
