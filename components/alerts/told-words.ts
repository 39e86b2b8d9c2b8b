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

/** What was over, or seen by somebody, before it could be told needed no telling. */
export const toldState = ({ state, answer }: AlertNotification): ToldState =>
  state === 'sent' && answer?.startsWith('nothing to tell') ? 'spared' : state;
