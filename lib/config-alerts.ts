import { z } from 'zod';
import { alertRuleIds } from './catalog/alert-rules.ts';
import { ownRules } from './config-alert-rules.ts';
import { type Channel, channel, heartbeat, webUrl } from './config-channels.ts';

const baseExpected = 'expected where the console is reached, like https://trailwatch.example: no user, nothing behind the path';
const base = webUrl
  .refine((text) => {
    const url = URL.parse(text);
    return url !== null && url.search === '' && url.hash === '';
  }, baseExpected)
  .transform((text) => text.replace(/\/+$/, ''));

/** A rule that is not there would keep a channel silent for ever. */
function refuseUnknownRules(channels: readonly Channel[], known: readonly string[], context: z.core.$RefinementCtx): void {
  channels.forEach(({ rules = [] }, index) => {
    rules.forEach((rule, nth) => {
      if (known.includes(rule)) return;
      const message = `no rule has this id: expected one of ${known.join(', ')}`;
      context.issues.push({ code: 'custom', input: rule, path: ['channels', index, 'rules', nth], message });
    });
  });
}

/** `alerts:` of trailwatch.yaml: who is told of alerts. */
export const alertsSection = z
  .strictObject({
    /** Links in messages begin with it. */
    url: base.optional(),
    channels: z
      .array(channel)
      .default([])
      .superRefine((rows, context) => {
        rows.forEach(({ id }, index) => {
          const isAgain = rows.findIndex((row) => row.id === id) < index;
          if (isAgain) context.addIssue({ code: 'custom', path: [index, 'id'], message: 'expected each id once' });
        });
      }),
    /** Whether a channel may be in the private network. */
    allowPrivate: z.boolean().default(false),
    rules: ownRules,
    heartbeat: heartbeat.optional(),
  })
  .refine(({ url, channels }) => url !== undefined || channels.length === 0, {
    path: ['url'],
    error: 'expected where the console is reached: links in messages begin with it',
  })
  .superRefine(({ channels, rules }, context) =>
    refuseUnknownRules(channels, [...alertRuleIds, ...rules.map(({ id }) => id)], context),
  );

export type AlertsConfig = z.infer<typeof alertsSection>;
export type { Channel };

/** The files that channels and the heartbeat are read from. */
export const channelFiles = ({ channels, heartbeat: beat }: Pick<AlertsConfig, 'channels' | 'heartbeat'>): string[] =>
  [...channels, ...(beat ? [beat] : [])].flatMap((one) =>
    Object.entries(one).flatMap(([name, value]) => (name.endsWith('File') && typeof value === 'string' ? [value] : [])),
  );
