import type { AlertSeverity } from '../catalog/alert-rules.ts';
import { isOwnSubject, subjectPath, subjectWords } from '../catalog/alert-subjects.ts';
import { paths } from '../catalog/paths.ts';
import { type ToldStep, toldSteps } from '../catalog/told-steps.ts';
import { formatCount, formatExact } from '../format.ts';

/** One alert that a notification tells of. Epoch ms. */
export type ToldAlert = {
  id: number;
  rule: string;
  kind: string;
  name: string;
  /** Null of what is no resource. */
  arn: string | null;
  sentence: string;
  figure: string;
  beganAt: number;
};

/**
 * A notification as it was decided: of the rule that leads it, and of so many rules and resources in all; `alerts` are the first of `total`. `at`
 * in epoch ms.
 */
export type Told = {
  key: string;
  incident: string | null;
  step: ToldStep;
  at: number;
  rule: string;
  account: string;
  region: string;
  team: string;
  total: number;
  rules: number;
  resources: number;
  alerts: readonly ToldAlert[];
};

/** What every channel says in its own way. Texts are as somebody wrote them in AWS or in a rule: hostile, but of one line, without control characters, and bounded. */
export type Message = {
  key: string;
  incident: string;
  step: ToldStep;
  at: number;
  /** `runbook`: where the way out is written down. */
  rule: { id: string; title: string; severity: AlertSeverity; runbook: string | null };
  account: { id: string; name: string | null };
  region: string;
  team: string;
  /** In one line: what, of what. */
  headline: string;
  /** The alert's page, or the list of all alerts of the rule where it tells of several. */
  url: string;
  total: number;
  resources: number;
  alerts: readonly (ToldAlert & { title: string; url: string; resourceUrl: string })[];
};

/** Control characters, marks that turn the direction of writing or cannot be seen, and ends of lines. */
const unseen = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu;
const longest = 300;

/** A text of one line, at most 300 characters. */
export function plain(text: string): string {
  const line = text.toWellFormed().replace(unseen, ' ').trim();
  return line.length > longest ? `${line.slice(0, longest - 1).toWellFormed()}…` : line;
}

/** What is said of a rule; of one that is known no more, its id. */
type RuleWords = { title: string; severity: AlertSeverity; runbook: string | null };

function headlineOf({ step, rules, resources, alerts }: Told, { title }: RuleWords): string {
  const [first] = alerts;
  const { one, many } = first && isOwnSubject(first.kind) ? subjectWords(first.kind) : { one: 'resource', many: 'resources' };
  const what = rules > 1 ? `${title} and ${rules - 1} more` : title;
  const about = resources === 1 ? plain(first?.name ?? '') : formatCount(resources, one, many);
  return `${toldSteps[step].word}: ${what} · ${about}`;
}

/** Links lead to pages of all teams that the reader sees: what is another team's by then is found too, by whoever may. */
const team = 'all';

type Words = { url: string; names: ReadonlyMap<string, string>; book: (rule: string) => RuleWords | null };

/** @param url what links begin with  @param names of accounts, by id */
export function messageOf(told: Told, { url, names, book }: Words): Message {
  const { title, severity, runbook } = book(told.rule) ?? { title: told.rule, severity: 'ticket', runbook: null };
  const words: RuleWords = { title: plain(title), severity, runbook };
  const { key, incident, step, at, rule, account, region, total, resources } = told;
  const alerts = told.alerts.map((one) => ({
    ...{ id: one.id, rule: one.rule, title: plain(book(one.rule)?.title ?? one.rule), kind: one.kind, name: plain(one.name) },
    ...{ arn: one.arn === null ? null : plain(one.arn), beganAt: one.beganAt },
    ...{ sentence: plain(one.sentence), figure: plain(one.figure), url: `${url}${paths.alert(team, one.id)}` },
    resourceUrl: `${url}${subjectPath(team, one.kind, { account, region, name: one.name })}`,
  }));
  const [first] = alerts;
  return {
    ...{ key, incident: incident ?? key, step, at, total, resources, alerts, headline: headlineOf(told, words) },
    ...{ region: plain(region), team: plain(told.team) },
    rule: { id: rule, title: words.title, severity: words.severity, runbook: words.runbook },
    account: { id: account, name: names.get(account) ?? null },
    url: resources === 1 && first ? first.url : `${url}${paths.section(team, 'alerts')}?rule=${encodeURIComponent(rule)}`,
  };
}

/** What a message says of all that it tells of, in the order in which it is read. */
export function factsOf({ account, region, team: owner, rule, at }: Message): [name: string, value: string][] {
  const place: [string, string][] = [
    ['Account', account.name === null ? account.id : `${plain(account.name)} (${account.id})`],
    ['Region', region],
  ];
  return [
    // A subject of more than one Region, or of all accounts, names none.
    ...place.filter(([, value]) => value !== ''),
    ['Team', owner],
    ['Rule', `${rule.title} (${rule.id})`],
    ['Severity', rule.severity],
    ...(rule.runbook === null ? [] : [['Runbook', rule.runbook] as [string, string]]),
    ['Told', formatExact(at)],
  ];
}

/** One alert in words: "answers 4.1 % of calls (4.1 %)". */
export const saying = ({ sentence, figure }: Message['alerts'][number]): string =>
  figure === '' || sentence.includes(figure) ? sentence : `${sentence} (${figure})`;

export const sinceOf = ({ beganAt }: Message['alerts'][number]): string => `since ${formatExact(beganAt)}`;

/** How many more there are than are listed, in words; null for none. */
export const moreOf = ({ total, alerts }: Message): string | null =>
  total > alerts.length ? `and ${total - alerts.length} more` : null;
