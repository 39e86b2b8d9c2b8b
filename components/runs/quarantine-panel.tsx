import { Panel } from '#components/ui/panel.tsx';
import { Instant } from '#components/ui/time.tsx';
import { Word } from '#components/ui/word.tsx';
import type { View } from '#components/url/view.ts';
import { formatCount, formatFigure } from '#lib/format.ts';
import type { Quarantine } from '#lib/queries/quarantine.ts';

/** Bodies that nobody could read, by reason. They are kept whole, so that nothing is lost. */
export function QuarantinePanel({ quarantine, view }: { quarantine: Quarantine; view: View }) {
  return (
    <Panel title="Quarantine" right={quarantine.total === 0 ? undefined : formatFigure(quarantine.total, 'count').text}>
      {quarantine.total === 0 ? (
        <p className="text-12 text-ink-2">Nothing: every record that came could be read.</p>
      ) : (
        <div className="grid gap-2 text-12">
          <Word word="partial" label={`${formatCount(quarantine.total, 'record', 'records')} unreadable, kept whole`} />
          <ul className="grid gap-2">
            {quarantine.groups.map(({ source, reason, count, newestAt }) => (
              <li key={`${source} ${reason}`} className="min-w-0">
                <span className="block break-words">{reason}</span>
                <span className="text-ink-3">
                  {formatFigure(count, 'count').text} from {source}, newest <Instant at={newestAt} moment={view} />
                </span>
              </li>
            ))}
          </ul>
        </div>
      )}
    </Panel>
  );
}
