import { Panel } from '#components/ui/panel.tsx';
import { kindRow, type ResourceKind } from '#lib/catalog/resource-kinds.ts';
import { answeredFacts, briefly } from '#lib/catalog/security-facts.ts';

/** Facts about safety as AWS answered them, without judgement. "Absent in the answer" is not "off". */
export function SecurityPanel({
  kind,
  description,
  readAt,
}: {
  kind: ResourceKind;
  description: unknown;
  readAt: React.ReactNode;
}) {
  const facts = answeredFacts(kind, description);
  if (facts.length === 0) return null;
  return (
    <Panel title="Security facts" subtitle={`of the ${kindRow(kind).one}`} right={readAt}>
      <dl className="grid grid-cols-[minmax(0,1fr)] text-12">
        {facts.map(({ label, value, absent }) => (
          <div key={label} className="flex items-baseline justify-between gap-4 py-[3px]">
            <dt className="shrink-0 text-ink-2">{label}</dt>
            <dd className="min-w-0 truncate text-right" title={value ?? undefined}>
              {value !== null ? (
                briefly(value)
              ) : (
                <span className="text-ink-3" title={absent === null ? undefined : `AWS then uses ${absent}`}>
                  absent in the answer
                </span>
              )}
            </dd>
          </div>
        ))}
      </dl>
    </Panel>
  );
}
