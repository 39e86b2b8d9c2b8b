import { ruleRow } from '#lib/audit/detections/rules.ts';
import { formatCount } from '#lib/format.ts';
import type { AlertSubject, Reading } from './reading.ts';

/** A detection with what its event names, the resource acted on first; `team` is null of what the inventory never held. Epoch ms. */
export type WatchedDetection = {
  account: string;
  at: number;
  rule: string;
  severity: string;
  eventName: string;
  resources: readonly { kind: string; name: string; owner: string; region: string; team: string | null }[];
};

/** The resource that it is about; else what the rule found in the account. */
function subjectOf({ account, rule, resources }: WatchedDetection): AlertSubject {
  const known = resources.find(({ team }) => team !== null);
  if (known) return { account: known.owner, region: known.region, kind: known.kind, name: known.name };
  return { account, region: '', kind: 'detection', name: rule };
}

/**
 * Of one resource, or of one rule in an account, whatever was found within the window is one matter. Who did it stands on the page of the detection:
 * names of people are not kept in alerts.
 */
export function detectionReadings(detections: readonly WatchedDetection[]): Reading[] {
  const bySubject = Map.groupBy(detections, (one) => JSON.stringify(subjectOf(one)));
  return [...bySubject.values()].flatMap((found): Reading[] => {
    const [newest, ...rest] = found.toSorted((a, b) => b.at - a.at);
    if (!newest) return [];
    const { rule, eventName } = newest;
    const more = rest.length === 0 ? '' : `, and ${formatCount(rest.length, 'finding', 'findings')} more within a day`;
    const isCritical = found.some(({ severity }) => severity === 'critical');
    return [
      {
        ...{ rule: 'audit_detection', subject: subjectOf(newest), verdict: 'broken' },
        since: Math.min(...found.map(({ at }) => at)),
        sentence: `has a finding: ${ruleRow(rule)?.title ?? rule} (${eventName})${more}`,
        figure: isCritical ? 'critical' : 'high',
      },
    ];
  });
}
