import { Facts } from '#components/ui/facts.tsx';
import { Panel } from '#components/ui/panel.tsx';
import type { AlarmCoverage } from '#lib/metrics/alarm-coverage.ts';
import { WatchWord } from './alarm-cell.tsx';

/** Who would be told: alarms in AWS on errors and on latency. */
export function ToldByPanel({ alarms }: { alarms: AlarmCoverage }) {
  return (
    <Panel title="Told by">
      <Facts
        facts={[
          { label: 'Alarm in AWS on errors', value: <WatchWord watch={alarms.errors} what="errors" /> },
          { label: 'Alarm in AWS on latency', value: <WatchWord watch={alarms.latency} what="latency" /> },
        ]}
      />
    </Panel>
  );
}
