import { clsx } from 'clsx';
import { eventHref } from '#components/audit/event-table.tsx';
import { Link } from '#components/ui/link.tsx';
import { Panel } from '#components/ui/panel.tsx';
import { ScrollRegion } from '#components/ui/scroll-region.tsx';
import { Instant } from '#components/ui/time.tsx';
import type { View } from '#components/url/view.ts';
import type { ScriptChange } from '#lib/queries/script-change.ts';

const tones = { '-': 'bg-del-wash text-del', '+': 'bg-add-wash text-add', ' ': 'text-ink-2' } as const;

/** A lifecycle script, decoded, against the one before it. Its text is whatever somebody wrote: it stays text. */
export function ScriptPanel({ change, team, view }: { change: ScriptChange; team: string; view: View }) {
  const { hook, lines, former } = change;
  const against = former ? (
    <>
      against the script of{' '}
      <Link href={eventHref({ team, view }, former)}>
        <Instant at={former.at} moment={view} />
      </Link>
    </>
  ) : (
    'no former script is stored'
  );
  return (
    <Panel title={`The script it wrote, ${hook}`} subtitle={against} className="min-w-0">
      <ScrollRegion label={`The script ${hook}`} className="verbatim max-h-96 overflow-auto">
        <pre>
          {lines.map(({ sign, text }, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: lines of a fixed text have no other identity
            <span key={index} className={clsx('block', tones[former ? sign : ' '])}>
              {former ? `${sign} ` : ''}
              {text}
              {'\n'}
            </span>
          ))}
        </pre>
      </ScrollRegion>
    </Panel>
  );
}
