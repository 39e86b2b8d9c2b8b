import { z } from 'zod';
import type { Hours } from './alerts/hours.ts';
import { type AlertSeverity, alertSeverityIds } from './catalog/alert-rules.ts';
import { subjectKinds } from './catalog/alert-subjects.ts';
import { channelKinds } from './catalog/channel-kinds.ts';
import { dayMs, hourMs, minuteMs } from './time.ts';

const urlExpected = 'expected an address like https://hooks.example/path, without a user in it';
const isWebUrl = (text: string): boolean => {
  const url = URL.parse(text);
  return url !== null && ['http:', 'https:'].includes(url.protocol) && url.username === '' && url.password === '';
};
export const webUrl = z.string(urlExpected).max(2000, urlExpected).refine(isWebUrl, urlExpected);

const file = z.string('expected the path of a file').min(1, 'expected the path of a file');
const slug = z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'expected lower-case letters, digits and hyphens');
const severity = z.enum(alertSeverityIds as [AlertSeverity, ...AlertSeverity[]], `expected ${alertSeverityIds.join(' or ')}`);

const timeExpected = 'expected a time of day like 08:00';
const clockTime = (pattern: RegExp) =>
  z
    .string(timeExpected)
    .regex(pattern, timeExpected)
    .transform((text) => Number(text.slice(0, 2)) * 60 + Number(text.slice(3)));
const weekdays = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const;
const zoneExpected = 'expected the name of a time zone like Europe/Berlin';
const isTimeZone = (name: string): boolean => {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }) !== null;
  } catch {
    return false;
  }
};

const hours = z
  .strictObject({
    from: clockTime(/^([01]\d|2[0-3]):[0-5]\d$/),
    /** Not later than `from`: on the day after. */
    to: clockTime(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/),
    days: z
      .array(z.enum(weekdays, `expected one of ${weekdays.join(', ')}`))
      .min(1, 'expected at least one day; without days it is each')
      .default([...weekdays]),
    timeZone: z.string(zoneExpected).refine(isTimeZone, zoneExpected),
  })
  .refine(({ from, to }) => from !== to, {
    path: ['to'],
    error: 'expected another time than from; the whole day is 00:00 to 24:00',
  })
  .transform(({ days, ...rest }): Hours => ({ ...rest, days: days.map((day) => weekdays.indexOf(day)) }));

const units: Readonly<Record<string, number>> = { m: minuteMs, h: hourMs, d: dayMs };
const repeatExpected = 'expected how long to wait, like 4h: 10m at least, 30d at most';
const repeat = z
  .string(repeatExpected)
  .regex(/^[1-9]\d{0,4}[mhd]$/, repeatExpected)
  .transform((text) => Number.parseInt(text, 10) * (units[text.slice(-1)] ?? 0))
  .refine((ms) => ms >= 10 * minuteMs && ms <= 30 * dayMs, repeatExpected);

/** A channel hears everything that it does not leave out. */
const common = {
  id: z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/, 'expected up to 40 lower-case letters, digits and hyphens'),
  teams: z.array(slug).min(1, 'expected at least one team; without teams it hears of all').optional(),
  severities: z.array(severity).min(1, 'expected at least one severity; without severities it hears of all').optional(),
  kinds: z
    .array(z.enum(subjectKinds, `expected one of ${subjectKinds.join(', ')}`))
    .min(1, 'expected at least one kind of resource; without kinds it hears of all')
    .optional(),
  rules: z.array(z.string()).min(1, 'expected the id of one rule at least; without rules it hears of all').optional(),
  /** What begins outside of them waits until they begin. */
  hours: hours.optional(),
  /** After so long (ms) it hears again of what is open and nobody acknowledged. */
  repeatAfter: repeat.optional(),
};
/** Addresses that let everybody in who knows them may be in a file of their own, as secrets may. */
const address = { url: webUrl.optional(), urlFile: file.optional() };

const oneOf =
  <Row extends object>(inline: keyof Row & string, fromFile: keyof Row & string) =>
  (row: Row, context: z.core.$RefinementCtx<Row>): void => {
    if ((row[inline] === undefined) !== (row[fromFile] === undefined)) return;
    context.issues.push({ code: 'custom', input: row, message: `expected either ${inline} or ${fromFile}` });
  };

const everyExpected = 'expected how often, like 5m: 1m at least, 1h at most';
/** Whoever is told that Trailwatch still judges alerts, and raises the alarm when it is not any more. */
export const heartbeat = z
  .strictObject({
    ...address,
    every: z
      .string(everyExpected)
      .regex(/^([1-9]|[1-5]\d|60)m$|^1h$/, everyExpected)
      .default('5m')
      .transform((text) => Number.parseInt(text, 10) * (units[text.slice(-1)] ?? 0)),
  })
  .superRefine(oneOf('url', 'urlFile'));

const secretExpected = 'expected 16 characters or more';
const webhook = z
  .strictObject({
    ...{ kind: z.literal('webhook'), ...common, ...address },
    /** Signs what is sent. */
    secret: z.string(secretExpected).min(16, secretExpected).optional(),
    secretFile: file.optional(),
  })
  .superRefine(oneOf('url', 'urlFile'))
  .superRefine(oneOf('secret', 'secretFile'));
const slack = z.strictObject({ kind: z.literal('slack'), ...common, ...address }).superRefine(oneOf('url', 'urlFile'));
const teams = z.strictObject({ kind: z.literal('teams'), ...common, ...address }).superRefine(oneOf('url', 'urlFile'));
const pagerduty = z
  .strictObject({
    ...{ kind: z.literal('pagerduty'), ...common },
    /** The integration key of an Events API v2 integration. */
    key: z.string().min(1, 'expected an integration key').optional(),
    keyFile: file.optional(),
    url: webUrl.default('https://events.pagerduty.com/v2/enqueue'),
  })
  .superRefine(oneOf('key', 'keyFile'));

const hostExpected = 'expected the name or the address of a mail server, like smtp.example';
const mailboxExpected = 'expected an address like oncall@example.com, without a name';
const mailbox = z
  .string(mailboxExpected)
  .max(254, mailboxExpected)
  .regex(/^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?$/, mailboxExpected);
const tlsModes = ['starttls', 'implicit', 'none'] as const;
const signInExpected = 'expected user beside password or passwordFile, or none of them';
const email = z
  .strictObject({
    ...{ kind: z.literal('email'), ...common },
    host: z.string(hostExpected).regex(/^[A-Za-z0-9._:-]{1,253}$/, hostExpected),
    port: z.int('expected a port').min(1, 'expected a port').max(65_535, 'expected a port').default(587),
    tls: z.enum(tlsModes, `expected one of ${tlsModes.join(', ')}`).default('starttls'),
    user: z.string().min(1, 'expected who signs in').optional(),
    password: z.string().min(1, 'expected a password').optional(),
    passwordFile: file.optional(),
    from: mailbox,
    to: z.array(mailbox).min(1, 'expected somebody to write to').max(50, 'expected at most 50 addresses'),
  })
  .refine(({ password, passwordFile }) => password === undefined || passwordFile === undefined, {
    error: 'expected either password or passwordFile',
  })
  .refine(({ user, password, passwordFile }) => (user === undefined) === ((password ?? passwordFile) === undefined), {
    error: signInExpected,
  })
  .refine(({ user, tls }) => user === undefined || tls !== 'none', {
    path: ['tls'],
    error: 'expected starttls or implicit: without TLS the password could be read on the network',
  });

/** One of `alerts.channels` of trailwatch.yaml. */
export const channel = z.discriminatedUnion('kind', [webhook, slack, pagerduty, teams, email], {
  error: (issue) => (issue.code === 'invalid_union' ? `expected one of ${Object.keys(channelKinds).join(', ')}` : undefined),
});
export type Channel = z.infer<typeof channel>;
