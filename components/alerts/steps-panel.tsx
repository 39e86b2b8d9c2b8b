import { EventTime } from '#components/audit/words.tsx';
import { Panel } from '#components/ui/panel.tsx';
import { StateIcon } from '#components/ui/word.tsx';
import type { View } from '#components/url/view.ts';
import type { AlertStep } from '#lib/alerts/decide.ts';
import type { WordId } from '#lib/catalog/words.ts';
import type { AlertRecord, AlertTransition } from '#lib/queries/alerts.ts';

type Line = { key: string; at: number; word: WordId; what: string; says: string };

const steps = {
  fired: { word: 'failing', what: 'fired' },
  calm: { word: 'changing', what: 'calm again, not over yet' },
  again: { word: 'failing', what: 'came back' },
  resolved: { word: 'healthy', what: 'ended' },
  gone: { word: 'ended', what: 'ended: it is no more' },
} as const satisfies Record<AlertStep, { word: WordId; what: string }>;

/** What was found broken is said where it was found. */
const saysOf = ({ step, sentence, figure }: AlertTransition): string => {
  if (step !== 'fired' && step !== 'again') return '';
  return figure === '' || sentence.includes(figure) ? sentence : `${sentence}, ${figure}`;
};

function linesOf(transitions: readonly AlertTransition[], alert: AlertRecord): Line[] {
  const { beganAt, firedAt, acknowledgedAt, acknowledgedBy } = alert;
  const told = transitions.map((one, index): Line => ({ key: `${index}`, at: one.at, ...steps[one.step], says: saysOf(one) }));
  const began: Line = { key: 'began', at: beganAt, word: 'degraded', what: 'began', says: '' };
  const seenBy = `by ${acknowledgedBy ?? 'somebody'}`;
  return [
    ...(beganAt < firedAt ? [began] : []),
    ...told,
    ...(acknowledgedAt === null
      ? []
      : [{ key: 'seen', at: acknowledgedAt, word: 'ok', what: 'acknowledged', says: seenBy } as const]),
  ].toSorted((a, b) => a.at - b.at);
}

/** What became of an alert, step by step, the first first. */
export function StepsPanel({
  alert,
  transitions,
  view,
}: {
  alert: AlertRecord;
  transitions: readonly AlertTransition[];
  view: View;
}) {
  return (
    <Panel title="What happened" subtitle="oldest first">
      <ol className="text-12">
        {linesOf(transitions, alert).map(({ key, at, word, what, says }) => (
          <li key={key} className="flex min-w-0 gap-3 py-1">
            <span className="min-w-20 shrink-0 text-ink-3">
              <EventTime at={at} moment={view} />
            </span>
            <StateIcon word={word} className="mt-0.5" />
            <span className="min-w-0 [overflow-wrap:anywhere]">
              <span className="font-mid">{what}</span> <span className="text-ink-2">{says}</span>
            </span>
          </li>
        ))}
      </ol>
    </Panel>
  );
}
