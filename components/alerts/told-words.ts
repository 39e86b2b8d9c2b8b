import type { AlertNotification } from '#lib/queries/notifications.ts';

/** What a notification tells: "oncall, Slack that it fired". */
export const toldWords = {
  fired: 'that it fired',
  again: 'that it came back',
  reminder: 'that it is still open',
  resolved: 'that it ended',
  gone: 'that it is no more',
} as const satisfies Record<AlertNotification['step'], string>;

export type ToldState = AlertNotification['state'] | 'spared';

/** An incident that is open for others of it is not closed with this one. */
export const toldState = ({ state, answer }: AlertNotification): ToldState =>
  state === 'sent' && answer?.startsWith('nothing to tell') ? 'spared' : state;
