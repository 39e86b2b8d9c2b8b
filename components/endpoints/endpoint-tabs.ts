export const endpointTabs = ['now', 'metrics', 'configuration', 'events', 'logs'] as const;
export type EndpointTab = (typeof endpointTabs)[number];

export const endpointTabLabels: Record<EndpointTab, string> = {
  now: 'Now',
  metrics: 'All metrics',
  configuration: 'Configuration',
  events: 'Events',
  logs: 'Logs',
};
