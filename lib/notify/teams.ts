import { factsOf, type Message, moreOf, saying, sinceOf } from './message.ts';
import { type ChannelRequest, jsonRequest, type Receiver } from './request.ts';

/** A run of text: unlike a TextBlock, it is never read as Markdown, so that a name can hold no link. */
const run = (text: string, more: { url?: string; weight?: 'Bolder'; isSubtle?: true } = {}) => {
  const { url, ...look } = more;
  return { type: 'TextRun', text, ...look, ...(url === undefined ? {} : { selectAction: { type: 'Action.OpenUrl', url } }) };
};
const paragraph = (...inlines: ReturnType<typeof run>[]) => ({ type: 'RichTextBlock', inlines });

const alertBlocks = (alert: Message['alerts'][number]) => [
  paragraph(run(alert.name, { url: alert.resourceUrl, weight: 'Bolder' }), run(` ${saying(alert)}`)),
  paragraph(run(`${sinceOf(alert)} · `), run('alert', { url: alert.url })),
  ...(alert.arn === null ? [] : [paragraph(run(alert.arn, { isSubtle: true }))]),
];

/** https://learn.microsoft.com/microsoftteams/platform/webhooks-and-connectors/how-to/connectors-using: a Workflows webhook takes an Adaptive Card. */
export function teamsRequest(message: Message, { url }: Pick<Receiver, 'url'>): ChannelRequest {
  const more = moreOf(message);
  const open = (title: string, to: string) => ({ type: 'Action.OpenUrl', title, url: to });
  const [first] = message.alerts;
  const content = {
    $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
    type: 'AdaptiveCard',
    version: '1.4',
    body: [
      paragraph(run(message.headline, { weight: 'Bolder' })),
      ...message.alerts.flatMap(alertBlocks),
      ...(more === null ? [] : [paragraph(run(more, { url: message.url }))]),
      ...factsOf(message).map(([name, value]) => paragraph(run(`${name}: `, { weight: 'Bolder' }), run(value))),
    ],
    actions: [
      open(message.resources === 1 ? 'Open alert' : 'Open alerts', message.url),
      ...(message.resources === 1 && first ? [open('Open resource', first.resourceUrl)] : []),
    ],
  };
  return jsonRequest(url, {
    type: 'message',
    attachments: [{ contentType: 'application/vnd.microsoft.card.adaptive', contentUrl: null, content }],
  });
}
