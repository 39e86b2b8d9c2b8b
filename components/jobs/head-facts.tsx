import type { Fact } from '#components/ui/facts.tsx';
import { Instant } from '#components/ui/time.tsx';
import type { View } from '#components/url/view.ts';
import type { JobFacts } from '#lib/catalog/jobs.ts';
import { formatDuration } from '#lib/format.ts';

function took({ startedAt, endedAt }: JobFacts, createdAt: number | null, now: number): string {
  const from = startedAt ?? createdAt;
  if (from === null) return 'cannot tell';
  return `${formatDuration((endedAt ?? now) - from)}${endedAt === null ? ' so far' : ''}`;
}

/** What the head of a job's page says beyond what it says of any resource. */
export const headFacts = (facts: JobFacts, createdAt: number | null, view: View): Fact[] => [
  {
    label: 'Started',
    value:
      facts.startedAt === null ? (
        <span className="text-ink-3">not started</span>
      ) : (
        <Instant at={facts.startedAt} moment={view} seconds />
      ),
  },
  { label: 'Took', value: took(facts, createdAt, view.now) },
  {
    label: 'Instances',
    value:
      facts.instanceType === null ? (
        <span className="text-ink-3">none of its own</span>
      ) : (
        `${facts.instanceCount ?? 1} × ${facts.instanceType}`
      ),
  },
];
