import { Link } from '#components/ui/link.tsx';
import { Panel } from '#components/ui/panel.tsx';
import { resourcePath } from '#lib/catalog/paths.ts';
import { kindRow, type ResourceKey } from '#lib/catalog/resource-kinds.ts';
import type { Relation } from '#lib/queries/resources.ts';
import { Status } from './status.tsx';

export type RelationsPanelProps = {
  relations: readonly Relation[];
  place: Pick<ResourceKey, 'account' | 'region'>;
  team: string;
  query: string;
};

const shown = 12;

/** What it uses, and what uses it. */
export function RelationsPanel({ relations, place, team, query }: RelationsPanelProps) {
  const item = (one: Relation) => (
    <li key={`${one.kind} ${one.name}`} className="flex items-baseline gap-2 py-1.5">
      <span className="w-16 shrink-0 text-ink-3">{one.relation}</span>
      <span className="min-w-0 flex-1 truncate leading-6" title={`${kindRow(one.kind).one} ${one.name}`}>
        {one.team === null ? (
          one.name
        ) : (
          <Link href={`${resourcePath(team, one.kind, { ...place, name: one.name })}${query}`}>{one.name}</Link>
        )}{' '}
        <span className="text-ink-3">{kindRow(one.kind).one}</span>
      </span>
      {one.team === null ? (
        <span className="text-ink-3">not in the inventory</span>
      ) : (
        one.status !== null && <Status status={one.status} />
      )}
    </li>
  );
  return (
    <Panel title="Relations" right={relations.length === 0 ? undefined : relations.length}>
      {relations.length === 0 ? (
        <p className="text-12 text-ink-2">It names nothing that is collected, and nothing collected names it.</p>
      ) : (
        <ul className="text-12">{relations.slice(0, shown).map(item)}</ul>
      )}
      {relations.length > shown && (
        <details className="text-12">
          <summary className="link w-fit">{relations.length - shown} more</summary>
          <ul>{relations.slice(shown).map(item)}</ul>
        </details>
      )}
    </Panel>
  );
}
