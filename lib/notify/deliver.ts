import type { Channel } from '../config-alerts.ts';
import { TrailwatchError } from '../errors.ts';
import { readSecretFile } from '../secret.ts';
import { hourMs } from '../time.ts';
import { mailOf } from './email.ts';
import { SendError, type Sending } from './guard.ts';
import { type Message, plain } from './message.ts';
import { type Outcome, withoutSecrets } from './outcome.ts';
import { pagerdutyRequest } from './pagerduty.ts';
import type { ChannelRequest, Receiver } from './request.ts';
import { type Answer, send } from './send.ts';
import { slackRequest } from './slack.ts';
import { sendMail } from './smtp.ts';
import { teamsRequest } from './teams.ts';
import { webhookRequest } from './webhook.ts';

type MailChannel = Extract<Channel, { kind: 'email' }>;
type WebChannel = Exclude<Channel, MailChannel>;

const requests = {
  webhook: webhookRequest,
  slack: slackRequest,
  pagerduty: pagerdutyRequest,
  teams: teamsRequest,
} as const satisfies Record<WebChannel['kind'], (message: Message, receiver: Receiver, now: number) => ChannelRequest>;

const given = (text: string | undefined, file: string | undefined, name: string): string =>
  text ?? (file === undefined ? '' : readSecretFile(file, name).trim());
const nameOf = ({ id }: Channel, field: string): string => `alerts.channels ${id} ${field}`;

/** Files are read at each try, so that renewed ones need no restart. @throws TrailwatchError `invalid` */
function receiverOf(channel: WebChannel): Receiver {
  const name = (field: string): string => nameOf(channel, field);
  if (channel.kind === 'pagerduty') return { url: channel.url, secret: given(channel.key, channel.keyFile, name('keyFile')) };
  const url = given(channel.url, channel.urlFile, name('urlFile'));
  if (!/^https?:$/.test(URL.parse(url)?.protocol ?? '')) {
    throw new TrailwatchError('invalid', `${name('urlFile')}: expected an address like https://hooks.example/path`);
  }
  if (channel.kind !== 'webhook') return { url, secret: '' };
  return { url, secret: given(channel.secret, channel.secretFile, name('secretFile')) };
}

/** Its address lets everybody in who knows it, and so do parts of it. */
function secretsOf({ url, secret }: Receiver): string[] {
  const { pathname, search, searchParams, username, password } = new URL(url);
  const whole = [url, secret, `${pathname}${search}`, pathname];
  const parts = [...searchParams.values(), ...pathname.split('/'), username, password].filter((one) => one.length >= 8);
  // JSON may write a slash as \\/.
  return [...whole, ...whole.map((one) => one.replaceAll('/', '\\/')), ...parts];
}

const longestWaitMs = hourMs;

/** RFC 9110, 10.2.3: seconds, or a date; at most an hour, null for neither. */
export function waitOf(retryAfter: string | null, now: number): number | null {
  if (retryAfter === null) return null;
  const ms = /^\d+$/.test(retryAfter.trim()) ? Number(retryAfter) * 1000 : Date.parse(retryAfter) - now;
  return Number.isNaN(ms) ? null : Math.min(Math.max(ms, 0), longestWaitMs);
}

function outcomeOf({ status, text, retryAfter, location }: Answer, receiver: Receiver, now: number): Outcome {
  if (status >= 300 && status < 400) {
    const origin = URL.parse(location ?? '', receiver.url)?.origin ?? 'nowhere';
    return { isSent: false, answer: `${status} to ${plain(origin)}: redirects are not followed`, waitMs: null };
  }
  return {
    isSent: status >= 200 && status < 300,
    answer: `${status} ${withoutSecrets(text, secretsOf(receiver))}`.trim(),
    waitMs: status === 429 || status === 503 ? waitOf(retryAfter, now) : null,
  };
}

type Try = Sending & { now: number };

async function post(channel: WebChannel, message: Message, { now, ...sending }: Try): Promise<Outcome> {
  const receiver = receiverOf(channel);
  return outcomeOf(await send(requests[channel.kind](message, receiver, now), sending), receiver, now);
}

const base64 = (text: string): string => Buffer.from(text).toString('base64');

/** Who was refused while others were not is told in the answer: all that were not would get it again. */
async function mail(channel: MailChannel, message: Message, { now, ...sending }: Try): Promise<Outcome> {
  const { user, host, port, tls } = channel;
  const password = given(channel.password, channel.passwordFile, nameOf(channel, 'passwordFile'));
  const login = user === undefined ? null : { user, password };
  const { isTaken, text } = await sendMail(mailOf(message, channel, now), { host, port, tls, login }, sending);
  const secrets = [password, base64(password), base64(`\0${user}\0${password}`)];
  return { isSent: isTaken, answer: withoutSecrets(text, secrets), waitMs: null };
}

/** Tells a channel of a message at `now` (epoch ms). What goes wrong outside is an outcome, in words. */
export async function deliver(channel: Channel, message: Message, plan: Try): Promise<Outcome> {
  try {
    return await (channel.kind === 'email' ? mail(channel, message, plan) : post(channel, message, plan));
  } catch (error) {
    // One message that cannot be made holds up no other.
    const isKnown = error instanceof SendError || error instanceof TrailwatchError;
    return {
      isSent: false,
      answer: isKnown ? plain(error.message) : `it could not be made: ${(error as Error).name}`,
      waitMs: null,
    };
  }
}
