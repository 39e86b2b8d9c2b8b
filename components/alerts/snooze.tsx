'use client';

import { Clock } from 'lucide-react';
import { askApi } from '#components/api/ask-api.ts';
import { Menu } from '#components/shell/menu.tsx';
import { Problem } from '#components/sign-in/field.tsx';
import { useDoor } from '#components/sign-in/use-door.ts';
import { type SnoozeSpan, snoozeUntil } from '#lib/alerts/snooze.ts';

type Props = { id: number; tz: 'utc' | 'local' /** Epoch ms. */; now: number };

const choices = (tz: 'utc' | 'local'): { span: SnoozeSpan; label: string }[] => [
  { span: '1h', label: '1 hour' },
  { span: '4h', label: '4 hours' },
  { span: 'tomorrow', label: `until tomorrow 09:00 ${tz === 'utc' ? 'UTC' : 'local time'}` },
];

/** Acknowledges an alert for a while. */
export function Snooze({ id, tz, now }: Props) {
  const { isBusy, why, talk } = useDoor();
  const snooze = (span: SnoozeSpan) => {
    const until = new Date(snoozeUntil(span, now, tz)).toISOString();
    void talk(
      () => askApi({ method: 'POST', path: `/api/v1/alerts/${id}/snooze` }, { until }),
      () => window.location.reload(),
    );
  };
  return (
    <div className="flex min-w-0 flex-wrap items-center gap-2 [&>[role=alert]:empty]:absolute">
      <Problem why={why} />
      <Menu
        label="Snooze"
        trigger={
          <>
            <Clock size={13} aria-hidden="true" />
            Snooze
          </>
        }
      >
        {choices(tz).map(({ span, label }) => (
          <button key={span} type="button" className="menu-item w-full" disabled={isBusy} onClick={() => snooze(span)}>
            {label}
          </button>
        ))}
      </Menu>
    </div>
  );
}
