import { Panel } from '#components/ui/panel.tsx';
import { kindRow } from '#lib/catalog/resource-kinds.ts';
import { formatCount } from '#lib/format.ts';
import type { Stranger } from '#lib/queries/biography-lineage.ts';

/** What is named and stands in no inventory that the reader sees: its name is all that can be said. */
export function StrangersPanel({ strangers, more }: { strangers: readonly Stranger[]; more: number }) {
  if (strangers.length === 0 && more === 0) return null;
  return (
    <Panel title="Also named" subtitle="not in the inventory">
      <ul className="text-12">
        {strangers.map(({ kind, name, of }) => (
          <li key={`${kind} ${name}`} className="flex flex-wrap gap-x-2 py-1">
            <span className="[overflow-wrap:anywhere]">{name}</span>
            <span className="text-ink-3">
              {kindRow(kind).one}, named by {of.name}
            </span>
          </li>
        ))}
      </ul>
      {more > 0 && <p className="pt-1 text-12 text-ink-2">{formatCount(more, 'more is', 'more are')} not shown.</p>}
    </Panel>
  );
}
