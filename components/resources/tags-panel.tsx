import { Panel } from '#components/ui/panel.tsx';

/** Tags as AWS has them; any text may stand in them. */
export function TagsPanel({ tags }: { tags: Readonly<Record<string, string>> }) {
  const entries = Object.entries(tags).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return (
    <Panel title="Tags" right={entries.length === 0 ? undefined : entries.length}>
      {entries.length === 0 ? (
        <p className="text-12 text-ink-2">No tags. A tag “team” would name its owner.</p>
      ) : (
        <dl className="grid gap-1 font-mono text-11">
          {entries.map(([key, value]) => (
            <div key={key} className="flex gap-3">
              <dt className="shrink-0 text-ink-3">{key}</dt>
              <dd className="min-w-0 break-all">{value}</dd>
            </div>
          ))}
        </dl>
      )}
    </Panel>
  );
}
