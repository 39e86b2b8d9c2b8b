import { createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { ToldStep } from '../catalog/told-steps.ts';
import { backoffMs } from './backoff.ts';
import { waitOf } from './deliver.ts';
import { plain } from './message.ts';
import { pagerdutyRequest } from './pagerduty.ts';
import { slackRequest } from './slack.ts';
import { teamsRequest } from './teams.ts';
import { collectors, forty, hostileMessage, message, ofBudget, told, twice } from './testing/told.ts';
import { webhookRequest } from './webhook.ts';

const receiver = { url: 'https://hooks.example/x', secret: '0123456789abcdef' };
const now = Date.parse('2026-11-19T07:42:10Z');
const channels = { webhook: webhookRequest, slack: slackRequest, pagerduty: pagerdutyRequest, teams: teamsRequest };
const each = Object.entries(channels).map(([kind, request]) => ({ kind, request }));
const bodyOf = (kind: keyof typeof channels, of = message()) => JSON.parse(channels[kind](of, receiver, now).body);

describe.each(each)('$kind', ({ request }) => {
  test('says what, where, whose, since when, and leads to both pages', () => {
    const { url, body, headers } = request(message(), receiver, now);
    expect([url, headers['Content-Type']]).toEqual([receiver.url, 'application/json']);
    for (const word of [
      ...['111122223333', 'ml-prod', 'eu-west-1', 'search', 'Fails calls', 'endpoint_errors', 'page'],
      ...['arn:aws:sagemaker:eu-west-1:111122223333:endpoint/search-ranker-v7', 'answers 4.1 % of calls with 5xx, limit 1 %'],
      ...['https://trailwatch.example/all/alerts/41'],
      ...['https://trailwatch.example/all/endpoints/111122223333/eu-west-1/search-ranker-v7'],
    ]) {
      expect(body).toContain(word);
    }
    expect(body).toMatch(/19 Nov 2026 07:18:00 UTC|2026-11-19T07:18:00.000Z/);
  });

  test('forty are one, of which ten are listed', () => {
    const { body } = request(message(forty), receiver, now);
    expect(body).toContain('40 resources');
    expect(new Set(body.match(/"[^"]*ranker-\d/g)?.map((one) => one.slice(-8)))).toHaveLength(10);
    expect(body).toContain('https://trailwatch.example/all/alerts?rule=endpoint_errors');
    expect(/and 30 more|"total":40/.test(body)).toBe(true);
  });

  test('what one cause does to one endpoint is of that endpoint, and all of it is said', () => {
    const { body } = request(message(twice), receiver, now);
    expect(body).toContain('Alert: Fails calls and 1 more · ranker');
    expect(body).toContain('takes 94 % of its memory');
    expect(body).toContain('https://trailwatch.example/all/alerts/41');
    expect(body).not.toMatch(/2 resources|ranker, ranker/);
  });

  test('says nothing of what there is not: an account, a Region, an ARN', () => {
    const { body } = request(message(ofBudget), receiver, now);
    expect(body).toContain('Collection is over budget · monthly budget');
    expect(body).toContain('https://trailwatch.example/all/runs/spend');
    expect(body).not.toMatch(/null\b.{0,3}arn|: null|Region: \W|Account: \W|"text":""/);
    const several = request(message(collectors), receiver, now).body;
    expect(several).toContain('Collection fails · 2 collectors');
    expect(several).toContain('https://trailwatch.example/all/runs/accounts/111122223333');
  });

  test('obeys nothing that a name says', () => {
    const { body } = request(hostileMessage, receiver, now);
    expect(body).not.toContain('\\nSeverity');
    expect(body).not.toMatch(/\u202e|\\u0000/);
    expect(Buffer.byteLength(body)).toBeLessThan(10_000);
  });
});

test('a webhook is signed over its time and its body, under one key however often it is sent', () => {
  const first = webhookRequest(message(), receiver, now);
  const again = webhookRequest(message(), receiver, now + 60_000);
  expect(first.headers).toMatchObject({
    'Idempotency-Key': 'tw-111122223333-41-0-oncall-x',
    'X-Trailwatch-Timestamp': '1795074130',
  });
  expect([again.headers['Idempotency-Key'], again.body]).toEqual([first.headers['Idempotency-Key'], first.body]);
  const { 'X-Trailwatch-Timestamp': time, 'X-Trailwatch-Signature': signature } = again.headers;
  const expected = createHmac('sha256', receiver.secret).update(`${time}.${again.body}`).digest('hex');
  expect(signature).toBe(`v1=${expected}`);
  expect(signature).not.toBe(first.headers['X-Trailwatch-Signature']);
});

test('a webhook’s body is as it is published', () => {
  expect(bodyOf('webhook')).toEqual({
    version: 1,
    key: 'tw-111122223333-41-0-oncall-x',
    incident: 'tw-111122223333-41-0-oncall-x',
    event: 'fired',
    at: '2026-11-19T07:42:00.000Z',
    rule: { id: 'endpoint_errors', title: 'Fails calls', severity: 'page', runbook: null },
    account: { id: '111122223333', name: 'ml-prod' },
    region: 'eu-west-1',
    team: 'search',
    headline: 'Alert: Fails calls · search-ranker-v7',
    url: 'https://trailwatch.example/all/alerts/41',
    total: 1,
    resources: 1,
    alerts: [
      {
        id: 41,
        rule: 'endpoint_errors',
        title: 'Fails calls',
        kind: 'endpoint',
        name: 'search-ranker-v7',
        arn: 'arn:aws:sagemaker:eu-west-1:111122223333:endpoint/search-ranker-v7',
        sentence: 'answers 4.1 % of calls with 5xx, limit 1 %',
        figure: '4.1 %',
        beganAt: '2026-11-19T07:18:00.000Z',
        url: 'https://trailwatch.example/all/alerts/41',
        resourceUrl: 'https://trailwatch.example/all/endpoints/111122223333/eu-west-1/search-ranker-v7',
      },
    ],
  });
});

test('Slack sees no mention and no link but ours', () => {
  const { text, blocks } = bodyOf('slack', hostileMessage);
  expect(text).not.toMatch(/[<>]/);
  const links: string[] = blocks.flatMap((block: { text?: { type: string; text: string } }) =>
    block.text?.type === 'mrkdwn' ? [...block.text.text.matchAll(/<([^>]*)>/g)].map(([, inside]) => inside) : [],
  );
  expect(links.length).toBeGreaterThan(1);
  for (const link of links) expect(link).toMatch(/^https:\/\/trailwatch\.example\/[^|]*\|[^|]*/);
  expect(JSON.stringify(blocks)).toContain('&lt;!channel&gt; &amp; [x]');
});

test('Teams reads no Markdown: nothing but runs of text', () => {
  const { content, contentType } = bodyOf('teams', hostileMessage).attachments[0];
  expect(contentType).toBe('application/vnd.microsoft.card.adaptive');
  expect(new Set(content.body.map(({ type }: { type: string }) => type))).toEqual(new Set(['RichTextBlock']));
  expect(
    JSON.stringify(content)
      .match(/"url":"[^"]*/g)
      ?.every((url) => url.startsWith('"url":"https://trailwatch.example/')),
  ).toBe(true);
});

test.each<[ToldStep, string | null, object]>([
  ['fired', null, { event_action: 'trigger', dedup_key: 'tw-111122223333-41-0-oncall-x' }],
  ['again', null, { event_action: 'trigger', dedup_key: 'tw-111122223333-41-0-oncall-x' }],
  ['reminder', 'tw-first', { event_action: 'trigger', dedup_key: 'tw-first' }],
  ['resolved', 'tw-first', { event_action: 'resolve', dedup_key: 'tw-first' }],
  ['gone', 'tw-first', { event_action: 'resolve', dedup_key: 'tw-first' }],
])('PagerDuty, %s', (step, incident, expected) => {
  expect(bodyOf('pagerduty', message(told({ step, incident })))).toMatchObject({ routing_key: receiver.secret, ...expected });
});

test.each([
  ['endpoint_errors', 'critical'],
  ['endpoint_disk', 'warning'],
  ['of_another_version', 'warning'],
])('PagerDuty takes %s for %s', (rule, severity) => {
  expect(bodyOf('pagerduty', message(told({ rule }))).payload.severity).toBe(severity);
});

test('a text is of one line and bounded', () => {
  expect(plain(' a\r\n\tb\u2028c\u200bd ')).toBe('a b c d');
  expect(plain('x'.repeat(1000))).toHaveLength(300);
});

test('waits double from 10 s to 15 min, each notification in its own time and the same each time', () => {
  const waits = Array.from({ length: 12 }, (_, nth) => backoffMs('tw-1', nth + 1) / 1000);
  for (const [nth, wait] of waits.entries()) {
    expect(wait).toBeGreaterThanOrEqual(Math.min(750, 10 * 2 ** nth));
    expect(wait).toBeLessThanOrEqual(Math.min(900, 12 * 2 ** nth));
  }
  expect(backoffMs('tw-1', 5)).toBe(backoffMs('tw-1', 5));
  expect(new Set(Array.from({ length: 50 }, (_, nth) => backoffMs(`tw-${nth}`, 8))).size).toBeGreaterThan(40);
});

test.each([
  [null, null],
  ['30', 30_000],
  [' 30 ', 30_000],
  ['0', 0],
  ['99999999', 3_600_000],
  ['Thu, 19 Nov 2026 07:43:10 GMT', 60_000],
  ['Thu, 19 Nov 2026 07:00:00 GMT', 0],
  ['soon', null],
  ['', null],
])('Retry-After %j is %j ms', (header, ms) => {
  expect(waitOf(header, now)).toBe(ms);
});
