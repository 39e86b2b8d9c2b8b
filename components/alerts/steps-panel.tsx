import { Bell, BellOff, Check, Clock, MessageSquare, UserRound } from 'lucide-react';
import { EventTime } from '#components/audit/words.tsx';
import { ExportLinks } from '#components/ui/actions.tsx';
import { Panel } from '#components/ui/panel.tsx';
import { StateIcon } from '#components/ui/word.tsx';
import { exportLinks } from '#components/url/export-links.ts';
import type { View } from '#components/url/view.ts';
import { searchOf } from '#components/url/view-query.ts';
import type { AlertRecord } from '#lib/queries/alerts.ts';
import { CommentForm } from './comment-form.tsx';
import { type AlertHistory, type LineIcon, linesOf } from './timeline-lines.ts';

const icons = {
  seen: Check,
  snoozed: Clock,
  person: UserRound,
  comment: MessageSquare,
  silence: BellOff,
  told: Bell,
} as const;

function Icon({ of }: { of: LineIcon }) {
  if (!Object.hasOwn(icons, of)) return <StateIcon word={of as Exclude<LineIcon, keyof typeof icons>} className="mt-0.5" />;
  const Shape = icons[of as keyof typeof icons];
  return <Shape size={13} aria-hidden="true" className="mt-0.5 shrink-0 text-ink-3" />;
}

type Props = Omit<AlertHistory, 'alert'> & { alert: AlertRecord; team: string; view: View; mayAct: boolean };

/** All that became of an alert, the first first, and at its end what one may add. */
export function StepsPanel({ team, view, mayAct, ...history }: Props) {
  const { id } = history.alert;
  const search = { ...searchOf(new URLSearchParams(view.query)), alert: String(id) };
  return (
    <Panel title="What happened" subtitle="oldest first" right={<ExportLinks {...exportLinks('alert-history', team, search)} />}>
      <ol className="text-12" aria-label="What happened">
        {linesOf(history, view).map(({ key, at, icon, what, says, text }) => (
          <li key={key} className="flex min-w-0 gap-3 py-1">
            <span className="min-w-20 shrink-0 text-ink-3">
              <EventTime at={at} moment={view} />
            </span>
            <Icon of={icon} />
            <span className="min-w-0 [overflow-wrap:anywhere]">
              <span className="font-mid">{what}</span> <span className="text-ink-2">{says}</span>
              {text !== undefined && <span className="block whitespace-pre-line">{text}</span>}
            </span>
          </li>
        ))}
      </ol>
      {mayAct && <CommentForm id={id} />}
    </Panel>
  );
}
