import { createHmac } from 'node:crypto';
import type { Message } from './message.ts';
import { type ChannelRequest, jsonRequest, type Receiver } from './request.ts';

const iso = (at: number): string => new Date(at).toISOString();

/** docs/alerts.md publishes it: fields may join, none changes its meaning. */
const documented = ({
  key,
  incident,
  step,
  at,
  rule,
  account,
  region,
  team,
  headline,
  url,
  total,
  resources,
  alerts,
}: Message) => ({
  version: 1,
  ...{ key, incident, event: step, at: iso(at), rule, account, region, team, headline, url, total, resources },
  alerts: alerts.map(({ beganAt, ...one }) => ({ ...one, beganAt: iso(beganAt) })),
});

/** HMAC-SHA256 of `<seconds>.<body>`, as X-Trailwatch-Signature carries it. */
export const signatureOf = (secret: string, timestamp: string, body: string): string =>
  `v1=${createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex')}`;

/** A signed message; `now` (epoch ms) is when it is sent, and the key the same each time. */
export function webhookRequest(message: Message, { url, secret }: Receiver, now: number): ChannelRequest {
  const { body } = jsonRequest(url, documented(message));
  const timestamp = String(Math.floor(now / 1000));
  return {
    url,
    body,
    headers: {
      'Content-Type': 'application/json',
      'Idempotency-Key': message.key,
      'X-Trailwatch-Timestamp': timestamp,
      'X-Trailwatch-Signature': signatureOf(secret, timestamp, body),
    },
  };
}
