import { factsOf, type Message, moreOf, saying, sinceOf } from './message.ts';
import { type ChannelRequest, jsonRequest, type Receiver } from './request.ts';

/** https://docs.slack.dev/messaging/formatting-message-text: these three begin everything that Slack obeys. */
const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
/** A bar would end a link's address. */
const link = (url: string, text: string): string => `<${escaped(url).replaceAll('|', '%7C')}|${escaped(text)}>`;

/** Slack takes 150 characters in a head and 3,000 in a section. */
const mostInHead = 150;
/** `verbatim`: Slack makes no links and no mentions of what merely looks like them. */
const section = (text: string) => ({ type: 'section', text: { type: 'mrkdwn', text: text.slice(0, 3000), verbatim: true } });

const lines = (alert: Message['alerts'][number]): string =>
  [
    `${link(alert.resourceUrl, alert.name)} ${escaped(saying(alert))}`,
    `${escaped(sinceOf(alert))} · ${link(alert.url, 'alert')}`,
    ...(alert.arn === null ? [] : [escaped(alert.arn)]),
  ].join('\n');

/** https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks */
export function slackRequest(message: Message, { url }: Pick<Receiver, 'url'>): ChannelRequest {
  const more = moreOf(message);
  const facts = factsOf(message).map(([name, value]) => `${name}: ${value}`);
  return jsonRequest(url, {
    text: escaped(message.headline),
    blocks: [
      { type: 'header', text: { type: 'plain_text', text: message.headline.slice(0, mostInHead).toWellFormed(), emoji: false } },
      ...message.alerts.map((alert) => section(lines(alert))),
      ...(more === null ? [] : [section(link(message.url, more))]),
      { type: 'context', elements: [{ type: 'plain_text', text: facts.join(' · '), emoji: false }] },
    ],
  });
}
