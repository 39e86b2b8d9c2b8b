import { randomBytes } from 'node:crypto';
import { channelKinds } from '#lib/catalog/channel-kinds.ts';
import { loadConfig } from '#lib/config.ts';
import { TrailwatchError } from '#lib/errors.ts';
import { deliver } from '#lib/notify/deliver.ts';
import { messageOf, type Told } from '#lib/notify/message.ts';
import { type ExitCode, exitCodes, type Invocation } from './command.ts';

const timeoutMs = 10_000;
const words = { title: 'This is a test of the channel', severity: 'ticket', runbook: null } as const;

/** `alerts test CHANNEL`: tells a channel of an alert that there is not; what pages somebody is ended at once. @throws TrailwatchError `invalid` */
export async function testChannel({ positionals, json, say, print }: Invocation): Promise<ExitCode> {
  const [, id = ''] = positionals;
  const { alerts } = loadConfig();
  const channel = alerts.channels.find((one) => one.id === id);
  if (!channel) {
    const known = alerts.channels.map((one) => one.id).join(', ');
    throw new TrailwatchError('invalid', `no channel ${id}`, {
      mend: known === '' ? 'write one under alerts.channels in trailwatch.yaml' : `name one of alerts.channels: ${known}`,
    });
  }
  const now = Date.now();
  const key = `tw-test-${randomBytes(6).toString('hex')}`;
  const told: Told = {
    ...{
      key,
      incident: null,
      step: 'fired',
      at: now,
      rule: 'test',
      account: '000000000000',
      region: 'no Region',
      team: 'no team',
    },
    ...{ total: 1, rules: 1, resources: 1 },
    alerts: [
      {
        id: 0,
        rule: 'test',
        kind: 'endpoint',
        name: 'nothing',
        arn: 'none',
        sentence: 'nothing is wrong',
        figure: '',
        beganAt: now,
      },
    ],
  };
  const steps: Told[] = [told];
  if (channelKinds[channel.kind].keepsIncidents) steps.push({ ...told, key: `${key}-over`, incident: key, step: 'resolved' });
  for (const step of steps) {
    const message = messageOf(step, { url: alerts.url ?? '', names: new Map(), book: () => words });
    const { isSent, answer } = await deliver(channel, message, { now, allowPrivate: alerts.allowPrivate, timeoutMs });
    if (json) print({ channel: id, kind: channel.kind, key: step.key, isSent, answer });
    else say(`${id} (${channel.kind}) ${isSent ? 'took it' : 'did not take it'}: ${answer}`);
    if (!isSent) return exitCodes.fault;
  }
  return exitCodes.ok;
}
