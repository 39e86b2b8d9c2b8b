type ChannelKindRow = {
  /** As people call it. */
  label: string;
  /** What it hears later of something refers to the notification that began it. */
  isThreaded: boolean;
  /** Its receiver holds an incident open until it hears of the end. */
  keepsIncidents: boolean;
};

/** Ways to tell people of alerts. */
export const channelKinds = {
  webhook: { label: 'webhook', isThreaded: false, keepsIncidents: false },
  slack: { label: 'Slack', isThreaded: false, keepsIncidents: false },
  pagerduty: { label: 'PagerDuty', isThreaded: true, keepsIncidents: true },
  teams: { label: 'Microsoft Teams', isThreaded: false, keepsIncidents: false },
  email: { label: 'e-mail', isThreaded: true, keepsIncidents: false },
} as const satisfies Record<string, ChannelKindRow>;

export type ChannelKind = keyof typeof channelKinds;

/** The label, or the kind itself of another version. */
export const channelLabel = (kind: string): string =>
  Object.hasOwn(channelKinds, kind) ? channelKinds[kind as ChannelKind].label : kind;
