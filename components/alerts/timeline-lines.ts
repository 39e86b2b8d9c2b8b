import type { Moment } from '#components/url/view.ts';
import type { AlertStep } from '#lib/alerts/decide.ts';
import type { WordId } from '#lib/catalog/words.ts';
import { formatInstant } from '#lib/format.ts';
import type { AlertDeed, AlertSilence } from '#lib/queries/alert-deeds.ts';
import type { AlertRecord, AlertTransition } from '#lib/queries/alerts.ts';
import type { AlertNotification } from '#lib/queries/notifications.ts';
import { minuteMs } from '#lib/time.ts';
import { type ToldState, toldState, toldWords } from './told-words.ts';

export type LineIcon = WordId | 'seen' | 'snoozed' | 'person' | 'comment' | 'silence' | 'told';

/** One line of an alert's page. `text`: what somebody wrote, whose line breaks stay. Epoch ms. */
type Line = { key: string; at: number; icon: LineIcon; what: string; says: string; text?: string };

export type AlertHistory = {
  alert: Pick<AlertRecord, 'beganAt' | 'firedAt'>;
  transitions: readonly AlertTransition[];
  deeds: readonly AlertDeed[];
  silences: readonly AlertSilence[];
  notifications: readonly AlertNotification[];
};

const steps = {
  fired: { icon: 'failing', what: 'fired' },
  calm: { icon: 'changing', what: 'calm again, not over yet' },
  again: { icon: 'failing', what: 'came back' },
  resolved: { icon: 'healthy', what: 'ended' },
  gone: { icon: 'ended', what: 'ended: it is no more' },
} as const satisfies Record<AlertStep, Pick<Line, 'icon' | 'what'>>;

/** What was found broken is said where it was found. */
const saysOf = ({ step, sentence, figure }: AlertTransition): string => {
  if (step !== 'fired' && step !== 'again') return '';
  return figure === '' || sentence.includes(figure) ? sentence : `${sentence}, ${figure}`;
};

function stepLines({ alert: { beganAt, firedAt }, transitions }: AlertHistory): Line[] {
  const began: Line = { key: 'began', at: beganAt, icon: 'degraded', what: 'began', says: '' };
  return [
    ...(beganAt < firedAt ? [began] : []),
    ...transitions.map((one, index): Line => ({ key: `step ${index}`, at: one.at, ...steps[one.step], says: saysOf(one) })),
  ];
}

function deedLine({ id, at, deed, by, until, whom, said }: AlertDeed, moment: Moment): Line {
  const line = { key: `deed ${id}`, at };
  switch (deed) {
    case 'acknowledged':
      if (until === null) return { ...line, icon: 'seen', what: 'acknowledged', says: `by ${by}` };
      return { ...line, icon: 'snoozed', what: `snoozed until ${formatInstant(until, moment)}`, says: `by ${by}` };
    case 'unacknowledged':
      return { ...line, icon: 'person', what: 'given back', says: `by ${by}` };
    case 'assigned':
      return { ...line, icon: 'person', what: `assigned to ${whom}`, says: whom === by ? '' : `by ${by}` };
    case 'unassigned':
      return { ...line, icon: 'person', what: 'assigned to nobody', says: `by ${by}` };
    case 'commented':
      return { ...line, icon: 'comment', what: by, says: '', text: said ?? '' };
  }
}

/** A snooze is over at its end, unless the alert was over before, or somebody said something else. */
function snoozeEnds({ deeds, transitions }: AlertHistory, now: number): Line[] {
  const others = [
    ...deeds.filter(({ deed }) => deed === 'acknowledged' || deed === 'unacknowledged'),
    ...transitions.filter(({ step }) => step === 'resolved' || step === 'gone'),
  ];
  return deeds.flatMap(({ id, at, until }): Line[] => {
    if (until === null || until > now) return [];
    if (others.some((one) => one.at > at && one.at <= until)) return [];
    return [{ key: `over ${id}`, at: until, icon: 'snoozed', what: 'snooze over', says: 'open again' }];
  });
}

const silenceLines = ({ silences }: AlertHistory): Line[] =>
  silences.flatMap(({ id, beganAt, endedAt, by, reason }): Line[] => [
    { key: `silence ${id}`, at: beganAt, icon: 'silence', what: 'silenced', says: `by ${by}: ${reason}` },
    ...(endedAt === null
      ? []
      : [{ key: `silence over ${id}`, at: endedAt, icon: 'silence', what: 'silence over', says: '' } as const]),
  ]);

const toldHow = { sent: 'told', waiting: 'to be told', dead: 'not told' } as const satisfies Record<
  Exclude<ToldState, 'spared'>,
  string
>;

/** Channels that heard the same within a minute stand in one line. */
function toldLines({ notifications }: AlertHistory): Line[] {
  const told = notifications.flatMap((one) => {
    const state = toldState(one);
    return state === 'spared' ? [] : [{ ...one, state, at: one.joinedAt ?? one.sentAt ?? one.madeAt }];
  });
  const groups = Map.groupBy(told, ({ step, state, at, joinedAt, title }) =>
    [step, state, Math.floor(at / minuteMs), joinedAt === null ? '' : title].join(' '),
  );
  return [...groups].map(([key, list]): Line => {
    const at = Math.min(...list.map((one) => one.at));
    const [{ step, state, joinedAt, title }] = list as [(typeof list)[number]];
    return {
      key,
      at,
      icon: 'told',
      what: toldHow[state],
      says: `${list.map(({ channel }) => channel).join(', ')} ${joinedAt === null ? toldWords[step] : `before, of “${title}”`}`,
    };
  });
}

/** All that became of an alert, what people did about it and wrote, and who was told: the first first. */
export const linesOf = (history: AlertHistory, moment: Moment): Line[] =>
  [
    ...stepLines(history),
    ...toldLines(history),
    ...silenceLines(history),
    ...history.deeds.map((one) => deedLine(one, moment)),
    ...snoozeEnds(history, moment.now),
  ].toSorted((a, b) => a.at - b.at);
