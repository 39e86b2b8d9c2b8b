import { CopyButton } from '#components/ui/copy-button.tsx';
import { Panel } from '#components/ui/panel.tsx';
import { indented, Json } from '#components/ui/verbatim.tsx';
import { formatFigure } from '#lib/format.ts';
import type { AuditEventRecord } from '#lib/queries/audit-event.ts';

/** The whole record: indented for reading, and the delivered bytes to copy; where people are hidden, with pseudonyms in the place of names. */
export function RecordPanel({ event, isHidden }: { event: AuditEventRecord; isHidden: boolean }) {
  const bytes = new TextEncoder().encode(event.record).length;
  return (
    <Panel
      title={isHidden ? 'The record, people under pseudonyms' : 'The record, verbatim'}
      subtitle={
        isHidden
          ? 'kept as delivered; names are replaced here, and it is indented for reading'
          : `${formatFigure(bytes, 'count').text} bytes as delivered; indented here for reading`
      }
      right={<CopyButton kind="quiet" text={event.record} label={isHidden ? 'Copy as shown' : 'Copy as delivered'} />}
      className="min-w-0"
    >
      <Json text={indented(event.record)} label="The CloudTrail record" />
    </Panel>
  );
}
