type ChannelKindRow = {
  /** As people call it. */
  label: string;
  /** Its receiver holds an incident open until it hears of the end. */
  keepsIncidents: boolean;
};

/** Ways to tell people of alerts. */
export const channelKinds = {
  webhook: { label: 'webhook', keepsIncidents: false },
  slack: { label: 'Slack', keepsIncidents: false },
  pagerduty: { label: 'PagerDuty', keepsIncidents: true },
  teams: { label: 'Microsoft Teams', keepsIncidents: false },
  email: { label: 'e-mail', keepsIncidents: false },
} as const satisfies Record<string, ChannelKindRow>;

export type ChannelKind = keyof typeof channelKinds;

/** The label, or the kind itself of another version. */
export const channelLabel = (kind: string): string =>
  Object.hasOwn(channelKinds, kind) ? channelKinds[kind as ChannelKind].label : kind;
