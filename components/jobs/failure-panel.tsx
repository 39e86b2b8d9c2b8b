import { Panel } from '#components/ui/panel.tsx';
import { failureWords } from '#lib/catalog/jobs.ts';

/** Why it failed, in AWS's own words. */
export function FailurePanel({ reason }: { reason: string }) {
  const words = failureWords(reason);
  return (
    <Panel title="Why it failed" {...(words === null ? {} : { subtitle: words })} right="FailureReason, as answered">
      <p className="verbatim whitespace-pre-wrap break-words">{reason}</p>
    </Panel>
  );
}
