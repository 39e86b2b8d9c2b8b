import { type AlertSeverity, alertSeverityIds } from '#lib/catalog/alert-rules.ts';

type Search = Readonly<Record<string, string | readonly string[] | undefined>>;

/** Where an alert stands for whoever works through them: open, seen by somebody, not to be told of for a while, or over. */
export const alertStates = ['open', 'acknowledged', 'silenced', 'resolved'] as const;
export type AlertStanding = (typeof alertStates)[number];

/** `state` null: all of them. */
export type AlertFilter = {
  rules: readonly string[];
  severities: readonly AlertSeverity[];
  state: AlertStanding | null;
  /** Ids of people to whom they are assigned. */
  assignees: readonly string[];
};

const listAt = (search: Search, name: string): string[] => [...new Set([search[name] ?? []].flat())].slice(0, 50);
/** Of rules that were taken out of trailwatch.yaml there may be alerts, too. */
export const ruleIdPattern = /^[a-z0-9][a-z0-9_-]{0,39}$/;
const isSeverity = (text: string): text is AlertSeverity => alertSeverityIds.some((one) => one === text);

const isPersonId = (text: string): boolean => text !== '' && text.length <= 128 && !text.includes('\0');

/** The filter that a URL asks for: rule, severity, state, assignee; what it does not know it leaves alone. */
export const parseAlertFilter = (search: Search): AlertFilter => ({
  rules: listAt(search, 'rule').filter((id) => ruleIdPattern.test(id)),
  severities: listAt(search, 'severity').filter(isSeverity),
  state: alertStates.find((one) => listAt(search, 'state').includes(one)) ?? null,
  assignees: listAt(search, 'assignee').filter(isPersonId),
});
