import type { AlertSeverity } from '../catalog/alert-rules.ts';
import { toldSteps } from '../catalog/told-steps.ts';
import { factsOf, type Message, moreOf, saying, sinceOf } from './message.ts';
import { type ChannelRequest, jsonRequest, type Receiver } from './request.ts';

const severities = { page: 'critical', ticket: 'warning' } as const satisfies Record<AlertSeverity, string>;

function payload(message: Message) {
  const { headline, at, rule, account, region, alerts } = message;
  const [first] = alerts;
  const sentence = first && message.total === 1 ? ` ${saying(first)}` : '';
  const more = moreOf(message);
  return {
    summary: `${headline}${sentence}`.slice(0, 1024).toWellFormed(),
    source: first && message.resources === 1 ? (first.arn ?? first.name) : `${account.id} ${region}`.trim() || 'Trailwatch',
    severity: severities[rule.severity],
    timestamp: new Date(at).toISOString(),
    group: message.team,
    class: rule.id,
    custom_details: {
      ...Object.fromEntries(factsOf(message)),
      Resources: alerts.map((one) => `${one.name} ${saying(one)}, ${sinceOf(one)}${one.arn === null ? '' : `: ${one.arn}`}`),
      ...(more === null ? {} : { More: more }),
    },
  };
}

/** https://developer.pagerduty.com/docs/send-alert-event: one incident for each notification that something began, ended by its key. */
export function pagerdutyRequest(message: Message, { url, secret }: Receiver): ChannelRequest {
  const about = { routing_key: secret, dedup_key: message.incident };
  if (toldSteps[message.step].isOver) return jsonRequest(url, { ...about, event_action: 'resolve' });
  const links = message.alerts.flatMap((one) => [
    { href: one.url, text: `Alert: ${one.name}` },
    { href: one.resourceUrl, text: one.name },
  ]);
  return jsonRequest(url, {
    ...{ ...about, event_action: 'trigger', client: 'Trailwatch', client_url: message.url },
    ...{ links, payload: payload(message) },
  });
}
