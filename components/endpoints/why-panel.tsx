import { Panel } from '#components/ui/panel.tsx';
import type { HealthReport } from '#lib/metrics/health.ts';
import { RuleLines } from './rule-card.tsx';

/** The health word opened into its rules and readings, broken ones first. */
export function WhyPanel({ report }: { report: HealthReport }) {
  const applicable = report.rules.filter((rule) => rule.absence !== 'not_published');
  return (
    <Panel title={`Why “${report.word.replace('_', ' ')}”`} right={`${applicable.length} of ${report.rules.length} rules apply`}>
      <RuleLines rules={applicable} />
    </Panel>
  );
}
