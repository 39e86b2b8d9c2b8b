import { HoverCard } from '#components/ui/hover-card.tsx';
import { Word } from '#components/ui/word.tsx';
import type { AlarmCoverage, Watch } from '#lib/metrics/alarm-coverage.ts';

const words = { on: 'ok', off: 'degraded', none: 'no_traffic' } as const;
const labels = { on: 'on', off: 'actions off', none: 'none' } as const;

const says = ({ state, alarms }: Watch, what: string): string => {
  if (state === 'none') return `No CloudWatch alarm watches its ${what}.`;
  const names = alarms.map((one) => `${one.name} (${one.stateValue ?? 'state not in the answer'})`).join(', ');
  return state === 'on' ? `${names}: would tell somebody.` : `${names}: exists, but its actions are off or lead nowhere.`;
};

/** Whether somebody would be told: an alarm with actions, one whose actions are off, or none. */
export function WatchWord({ watch, what }: { watch: Watch; what: string }) {
  return (
    <HoverCard side="right" card={says(watch, what)}>
      <Word word={words[watch.state]} label={labels[watch.state]} />
    </HoverCard>
  );
}

/** Alarm coverage in one cell: errors, then latency. */
export function AlarmCell({ alarms }: { alarms: AlarmCoverage }) {
  return (
    <span className="inline-grid grid-cols-[max-content_max-content] items-center gap-x-2 text-12 [&_.text-quiet]:font-text">
      <span className="text-ink-3">errors</span>
      <WatchWord watch={alarms.errors} what="errors" />
      <span className="text-ink-3">latency</span>
      <WatchWord watch={alarms.latency} what="latency" />
    </span>
  );
}
