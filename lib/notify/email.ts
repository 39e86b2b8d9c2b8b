import { isOwnSubject } from '../catalog/alert-subjects.ts';
import { toldSteps } from '../catalog/told-steps.ts';
import { factsOf, type Message, moreOf, plain, saying, sinceOf } from './message.ts';

/** A mail as it is sent. `messageId` and `inReplyTo` in angle brackets; the latter null for what answers nothing. */
export type Mail = {
  from: string;
  to: readonly string[];
  subject: string;
  text: string;
  html: string;
  messageId: string;
  inReplyTo: string | null;
  date: Date;
};

const named = 3;
/** A head of more is refused or cut by some servers. */
const mostInSubject = 250;

function namesOf({ alerts, resources }: Message): string {
  const first = [...new Set(alerts.map(({ name }) => name))].slice(0, named);
  return resources > first.length ? `${first.join(', ')} and ${resources - first.length} more` : first.join(', ');
}

/** What is most likely cut off stands last. */
function subjectOf(message: Message): string {
  const { step, rule, account, region } = message;
  const place = `${account.name ?? account.id} ${region}`.trim();
  const said = [rule.title, place, namesOf(message)].filter((part) => part !== '').join(' · ');
  return plain(`[${rule.severity}] ${toldSteps[step].word}: ${said}`).slice(0, mostInSubject).toWellFormed();
}

function textOf(message: Message): string {
  const more = moreOf(message);
  const alerts = message.alerts.map((one) =>
    [
      ...[`${one.name} ${saying(one)}`, sinceOf(one), ...(one.arn === null ? [] : [one.arn])],
      ...[`Alert: ${one.url}`, `${isOwnSubject(one.kind) ? 'Page' : 'Resource'}: ${one.resourceUrl}`],
    ].join('\n'),
  );
  const facts = factsOf(message).map(([name, value]) => `${name}: ${value}`);
  return [message.headline, ...alerts, ...(more === null ? [] : [`${more}: ${message.url}`]), facts.join('\n'), ''].join('\n\n');
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const escaped = (text: string): string => text.replace(/[&<>"']/g, (one) => entities[one] ?? '');
const link = (url: string, text: string): string => `<a href="${escaped(url)}">${escaped(text)}</a>`;

const alertHtml = (alert: Message['alerts'][number]): string =>
  `<p>${link(alert.resourceUrl, alert.name)} ${escaped(saying(alert))}<br>` +
  `${escaped(sinceOf(alert))} · ${link(alert.url, 'alert')}${alert.arn === null ? '' : `<br><small>${escaped(alert.arn)}</small>`}</p>`;

function htmlOf(message: Message): string {
  const more = moreOf(message);
  const facts = factsOf(message).map(
    ([name, value]) => `<tr><th align="left">${escaped(name)}</th><td>${escaped(value)}</td></tr>`,
  );
  return [
    '<!doctype html>',
    `<html lang="en"><head><meta charset="utf-8"><title>${escaped(message.headline)}</title></head><body>`,
    `<h2>${link(message.url, message.headline)}</h2>`,
    ...message.alerts.map(alertHtml),
    ...(more === null ? [] : [`<p>${link(message.url, more)}</p>`]),
    `<table cellpadding="3">${facts.join('')}</table>`,
    '</body></html>',
  ].join('\n');
}

/**
 * A mail of both kinds of text at `now` (epoch ms). Its Message-ID is made of the notification's key, the same each time: whoever gets it twice can
 * tell. What ends or goes on answers the mail that began it.
 */
export function mailOf(message: Message, { from, to }: Pick<Mail, 'from' | 'to'>, now: number): Mail {
  const domain = from.slice(from.lastIndexOf('@') + 1);
  const idOf = (key: string): string => `<${key}@${domain}>`;
  return {
    ...{ from, to, subject: subjectOf(message), text: textOf(message), html: htmlOf(message), date: new Date(now) },
    messageId: idOf(message.key),
    inReplyTo: message.incident === message.key ? null : idOf(message.incident),
  };
}
