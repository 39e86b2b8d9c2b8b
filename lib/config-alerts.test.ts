import { expect, test } from 'vitest';
import { ConfigError, parseConfig } from './config.ts';
import { channelFiles } from './config-alerts.ts';

const problems = (text: string): readonly string[] => {
  try {
    parseConfig(text, 'f');
    return [];
  } catch (error) {
    return error instanceof ConfigError ? error.problems : [String(error)];
  }
};
const channels = (text: string): string => `alerts:\n  url: https://trailwatch.example\n  channels:\n    - ${text}`;
const mail = 'kind: email, host: smtp.example, from: a@b.example, to: [mia@b.example]';
const hook = 'kind: webhook, url: "https://hooks.example/x", secret: 0123456789abcdef';

test('nobody is told unless it is written', () => {
  expect(parseConfig('', 'f').alerts).toEqual({ channels: [], allowPrivate: false, rules: [] });
});

test('channels of every kind, with what they hear of', () => {
  const text = `alerts:
  url: https://trailwatch.example/
  channels:
    - { id: oncall, ${hook}, teams: [search], severities: [page] }
    - { id: ml-alerts, kind: slack, urlFile: slack.txt }
    - { id: pd, kind: pagerduty, keyFile: pd.txt }
    - { id: room, kind: teams, url: "https://teams.example/flow" }
    - { id: mail, ${mail}, user: trailwatch, passwordFile: mail.txt }
  allowPrivate: true`;
  const { alerts } = parseConfig(text, 'f');
  expect(alerts.url).toBe('https://trailwatch.example');
  expect(alerts.channels.map(({ id, kind }) => [id, kind])).toEqual([
    ['oncall', 'webhook'],
    ['ml-alerts', 'slack'],
    ['pd', 'pagerduty'],
    ['room', 'teams'],
    ['mail', 'email'],
  ]);
  expect(alerts.channels[2]).toMatchObject({ url: 'https://events.pagerduty.com/v2/enqueue' });
  expect(alerts.channels[4]).toMatchObject({ port: 587, tls: 'starttls' });
  expect(channelFiles(alerts)).toEqual(['slack.txt', 'pd.txt', 'mail.txt']);
  expect(channelFiles({ channels: [], heartbeat: { urlFile: 'beat.txt', every: 60_000 } })).toEqual(['beat.txt']);
});

test.each([
  ['alerts: { chanels: [] }', 'f:1:11 alerts.chanels: unknown key (did you mean channels?)'],
  [`alerts: { channels: [{ id: a, ${hook} }] }`, 'alerts.url: expected where the console is reached'],
  ['alerts: { url: "https://a.example?x=1" }', 'f:1:16 alerts.url: expected where the console is reached'],
  ['alerts: { url: "ftp://a.example" }', 'alerts.url: expected an address like https://'],
  [channels(`{ id: a, ${hook} }\n    - { id: a, ${hook} }`), 'f:5:13 alerts.channels[1].id: expected each id once'],
  [channels(`{ id: "A b", ${hook} }`), 'f:4:13 alerts.channels[0].id: expected up to 40 lower-case letters'],
  [
    channels('{ id: a, kind: carrier-pigeon }'),
    'alerts.channels[0].kind: expected one of webhook, slack, pagerduty, teams, email',
  ],
  [channels('{ id: a }'), 'alerts.channels[0].kind: expected one of webhook'],
  [channels('{ id: a, kind: slack }'), 'f:4:7 alerts.channels[0]: expected either url or urlFile'],
  [
    channels('{ id: a, kind: slack, url: "https://a.example", urlFile: b }'),
    'alerts.channels[0]: expected either url or urlFile',
  ],
  [channels('{ id: a, kind: slack, url: "file:///etc/passwd" }'), 'f:4:34 alerts.channels[0].url: expected an address'],
  [channels('{ id: a, kind: slack, url: "https://u:p@a.example" }'), 'alerts.channels[0].url: expected an address'],
  [channels('{ id: a, kind: slack, key: x, url: "https://a.example" }'), 'alerts.channels[0].key: unknown key'],
  [channels('{ id: a, kind: webhook, url: "https://a.example" }'), 'alerts.channels[0]: expected either secret or secretFile'],
  [channels('{ id: a, kind: webhook, url: "https://a.example", secret: short }'), 'alerts.channels[0].secret: expected 16'],
  [channels('{ id: a, kind: pagerduty }'), 'alerts.channels[0]: expected either key or keyFile'],
  [channels(`{ id: a, ${hook}, severities: [loud] }`), 'alerts.channels[0].severities[0]: expected page or ticket'],
  [channels(`{ id: a, ${hook}, severities: [] }`), 'alerts.channels[0].severities: expected at least one severity'],
  [channels(`{ id: a, ${hook}, teams: [] }`), 'alerts.channels[0].teams: expected at least one team'],
  [channels(`{ id: a, ${hook}, teams: ["No Such"] }`), 'alerts.channels[0].teams[0]: expected lower-case letters'],
  [channels(`{ id: a, ${hook}, kinds: [endpoints] }`), 'alerts.channels[0].kinds[0]: expected one of endpoint, '],
  [channels(`{ id: a, ${hook}, kinds: [] }`), 'alerts.channels[0].kinds: expected at least one kind'],
  [
    channels(`{ id: a, ${hook}, rules: [endpoint_down, endpoint_donw] }`),
    'f:4:112 alerts.channels[0].rules[1]: no rule has this id: expected one of endpoint_latency, ',
  ],
  [channels(`{ id: a, ${hook}, rules: [] }`), 'alerts.channels[0].rules: expected the id of one rule at least'],
  [channels(`{ id: a, ${hook}, repeatAfter: 5m }`), 'alerts.channels[0].repeatAfter: expected how long to wait, like 4h'],
  [channels(`{ id: a, ${hook}, repeatAfter: 31d }`), 'alerts.channels[0].repeatAfter: expected how long to wait, like 4h'],
  [
    channels(`{ id: a, ${hook}, hours: { from: "8", to: "18:00", timeZone: UTC } }`),
    'hours.from: expected a time of day like 08:00',
  ],
  [channels(`{ id: a, ${hook}, hours: { from: "24:00", to: "18:00", timeZone: UTC } }`), 'hours.from: expected a time of day'],
  [
    channels(`{ id: a, ${hook}, hours: { from: "08:00", to: "08:00", timeZone: UTC } }`),
    'hours.to: expected another time than from',
  ],
  [channels(`{ id: a, ${hook}, hours: { from: "08:00", to: "18:00" } }`), 'hours.timeZone: expected the name of a time zone'],
  [
    channels(`{ id: a, ${hook}, hours: { from: "08:00", to: "18:00", timeZone: Mars } }`),
    'hours.timeZone: expected the name of a time zone',
  ],
  [
    channels(`{ id: a, ${hook}, hours: { from: "08:00", to: "18:00", timeZone: UTC, days: [friday] } }`),
    'hours.days[0]: expected one of sun',
  ],
  [channels(`{ id: a, ${mail}, tls: opportunistic }`), 'alerts.channels[0].tls: expected one of starttls, implicit, none'],
  [channels(`{ id: a, ${mail}, user: mia }`), 'alerts.channels[0]: expected user beside password or passwordFile'],
  [channels(`{ id: a, ${mail}, password: s3cret }`), 'alerts.channels[0]: expected user beside password or passwordFile'],
  [
    channels(`{ id: a, ${mail}, user: mia, password: a, passwordFile: b }`),
    'alerts.channels[0]: expected either password or passwordFile',
  ],
  [channels(`{ id: a, ${mail}, user: mia, password: a, tls: none }`), 'alerts.channels[0].tls: expected starttls or implicit'],
  [
    channels(`{ id: a, ${mail.replace('a@b.example', '"Mia <a@b.example>"')} }`),
    'alerts.channels[0].from: expected an address like',
  ],
  [
    channels(`{ id: a, ${mail.replace('[mia@b.example]', '["a@b.example\\r\\nBcc: c@d.example"]')} }`),
    'alerts.channels[0].to[0]: expected an address',
  ],
  [
    channels(`{ id: a, ${mail.replace('smtp.example', '"smtp://x"')} }`),
    'alerts.channels[0].host: expected the name or the address',
  ],
  [channels(`{ id: a, ${mail}, port: 70000 }`), 'alerts.channels[0].port: expected a port'],
  ['alerts: { allowPrivate: "yes" }', 'alerts.allowPrivate: expected a boolean, not string'],
])('%s: %s', (text, problem) => {
  expect(problems(text).join('\n')).toContain(problem);
});

test('hours are in minutes of the day, and days those of the week', () => {
  const hoursOf = (text: string) => parseConfig(channels(`{ id: a, ${hook}, hours: ${text} }`), 'f').alerts.channels[0]?.hours;
  expect(hoursOf('{ from: 08:00, to: "18:30", days: [mon, fri], timeZone: Europe/Berlin }')).toEqual({
    ...{ from: 480, to: 1110, days: [1, 5], timeZone: 'Europe/Berlin' },
  });
  expect(hoursOf('{ from: 00:00, to: 24:00, timeZone: UTC }')).toEqual({
    ...{ from: 0, to: 1440, days: [0, 1, 2, 3, 4, 5, 6], timeZone: 'UTC' },
  });
});

test.each([
  ['10m', 600_000],
  ['4h', 14_400_000],
  ['30d', 2_592_000_000],
])('repeatAfter: %s is %d ms', (text, ms) => {
  expect(parseConfig(channels(`{ id: a, ${hook}, repeatAfter: ${text} }`), 'f').alerts.channels[0]?.repeatAfter).toBe(ms);
});

test('rules of one’s own may be named, too', () => {
  const own = 'rules: [{ id: silent, title: Silent, silence: { metric: Invocations } }]';
  expect(problems(`${channels(`{ id: a, ${hook}, rules: [silent, endpoint_down] }`)}\n  ${own}`)).toEqual([]);
});

test('a mistake does not repeat a secret', () => {
  const said = problems(channels('{ id: a, kind: slack, url: "hxxps://hooks.example/s3cret", key: s3cret }')).join('\n');
  expect(said).toContain('alerts.channels[0]');
  expect(said).not.toContain('s3cret');
});
