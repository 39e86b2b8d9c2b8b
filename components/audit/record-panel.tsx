import { CopyButton } from '#components/ui/copy-button.tsx';
import { Panel } from '#components/ui/panel.tsx';
import { indented, Json } from '#components/ui/verbatim.tsx';
import { formatFigure } from '#lib/format.ts';
import type { AuditEventRecord } from '#lib/queries/audit-event.ts';

/** The whole record: indented for reading, and the delivered bytes to copy. */
export function RecordPanel({ event }: { event: AuditEventRecord }) {
  const bytes = new TextEncoder().encode(event.record).length;
  return (
    <Panel
      title="The record, verbatim"
      subtitle={`${formatFigure(bytes, 'count').text} bytes as delivered; indented here for reading`}
      right={<CopyButton kind="quiet" text={event.record} label="Copy as delivered" />}
      className="min-w-0"
    >
      <Json text={indented(event.record)} label="The CloudTrail record" />
    </Panel>
  );
}
