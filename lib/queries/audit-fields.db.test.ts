import { beforeAll, describe, expect, test } from 'vitest';
import { parseAuditFilter } from '#lib/audit/filter.ts';
import { saveAuditEvents } from '#lib/store/audit.ts';
import { testDatabase } from '#lib/testing/database.ts';
import { everyScope } from '#lib/testing/scopes.ts';
import { place } from '#lib/testing/seed-fleet.ts';
import { minuteMs } from '#lib/time.ts';
import { type AuditAsk, listAuditBuckets, listAuditEvents, listAuditFacets } from './audit.ts';
import { getAuditEvent } from './audit-event.ts';

const { pool, webUrl } = await testDatabase();
process.env.DATABASE_URL = webUrl;
const now = Date.parse('2026-11-19T07:42:00Z');
const all = everyScope();

/** What a record says in each respect, as CloudTrail writes it, and where; null: nothing. */
const said = {
  action: ['ListTags', 'UpdateEndpoint', 'ConsoleLogin'],
  error: ['AccessDenied', 'ValidationException', null],
  agent: ['aws-cli/2.1', null, `Mozilla/5.0 ${'x'.repeat(400)}`],
  vpce: ['vpce-1', null],
  tls: ['TLSv1.2', 'TLSv1.3', null],
  key: ['AKIA1', 'ASIA2', null, 'AKIA3'],
  sourceIdentity: [null, 'ada', 'bo@example.com'],
  identityUser: ['u-1', null],
  mfa: ['yes', 'no', 'not said'],
} as const;
type Field = keyof typeof said;
const fields = Object.keys(said) as Field[];
type Said = Record<Field, string | null> & { id: string };

const events: Said[] = Array.from({ length: 36 }, (_, nth) => ({
  id: `e-${nth}`,
  ...(Object.fromEntries(
    fields.map((field, place) => [field, said[field][Math.floor(nth * (1 + place * 0.37)) % said[field].length] ?? null]),
  ) as Record<Field, string | null>),
}));

const record = (event: Said, nth: number): string =>
  JSON.stringify({
    eventID: event.id,
    eventTime: new Date(now - nth * minuteMs).toISOString(),
    eventSource: 'sagemaker.amazonaws.com',
    eventName: event.action,
    awsRegion: place.region,
    recipientAccountId: place.account,
    errorCode: event.error ?? undefined,
    userAgent: event.agent ?? undefined,
    vpcEndpointId: event.vpce ?? undefined,
    tlsDetails: event.tls ? { tlsVersion: event.tls } : undefined,
    userIdentity: {
      type: 'AssumedRole',
      arn: `arn:aws:sts::${place.account}:assumed-role/ci-deploy/session`,
      accessKeyId: event.key ?? undefined,
      onBehalfOf: event.identityUser ? { userId: event.identityUser } : undefined,
      sessionContext: {
        sourceIdentity: event.sourceIdentity ?? undefined,
        attributes: event.mfa === 'not said' ? undefined : { mfaAuthenticated: event.mfa === 'yes' ? 'true' : 'false' },
      },
    },
  });

beforeAll(async () => {
  const raws = events.map((event, nth) => ({ raw: record(event, nth), source: 'import' as const }));
  expect(await saveAuditEvents({ pool }, raws, new Date(now))).toMatchObject({ saved: events.length });
});

type Search = Record<string, string | string[]>;
const ask = (search: Search): AuditAsk => ({
  team: 'all',
  from: now - 60 * minuteMs,
  to: now + 1,
  filter: parseAuditFilter(search),
  whom: 'everybody',
});
const ids = async (search: Search): Promise<string[]> =>
  (await listAuditEvents(all, { ...ask(search), limit: 100, cursor: null })).rows.map(({ eventId }) => eventId);

/** The same by looking at each event. */
const expected = (search: Search): string[] =>
  events
    .filter((event) =>
      Object.entries(search).every(([name, asked]) => {
        const says = event[name.replace('not.', '') as Field] ?? '(none)';
        return [asked].flat().includes(says) !== name.startsWith('not.');
      }),
    )
    .map(({ id }) => id);

const choices = fields.flatMap((field) => said[field].map((value) => [field, value ?? '(none)'] as const));

test.each(choices)('%s, to find and to leave out: %s', async (field, value) => {
  for (const search of [{ [field]: value }, { [`not.${field}`]: value }]) {
    expect(expected(search)).not.toHaveLength(0);
    expect(await ids(search)).toEqual(expected(search));
  }
});

describe('several at once', () => {
  test.each<[Search]>([
    [{ action: ['ListTags', 'ConsoleLogin'], 'not.action': 'ConsoleLogin' }],
    [{ 'not.action': ['ListTags', 'ConsoleLogin'], 'not.error': '(none)' }],
    [{ key: ['AKIA1', 'ASIA2'], 'not.key': 'ASIA2', 'not.mfa': 'no' }],
    [{ sourceIdentity: ['ada', '(none)'], 'not.tls': ['TLSv1.2', '(none)'] }],
    [{ key: 'AKIA1', 'not.key': 'AKIA1' }],
    [{ 'not.identityUser': 'nobody', 'not.agent': '' }],
    [{ key: `' or true --`, 'not.vpce': `' or true --` }],
  ])('%j', async (search) => {
    const asked = Object.fromEntries(Object.entries(search).filter(([, value]) => value !== ''));
    expect(await ids(search)).toEqual(expected(asked));
    const bars = await listAuditBuckets(all, ask(search));
    expect(bars.reduce((sum, bar) => sum + bar.ok + bar.denied + bar.failed, 0)).toBe(expected(asked).length);
  });
});

test('what is left out stands in its own list with its count, and narrows the others', async () => {
  const facets = await listAuditFacets(all, ask({ 'not.action': 'ListTags', 'not.key': '(none)' }));
  const count = (search: Search, field: Field, value: string) => expected({ ...search, [field]: value }).length;
  const among = { 'not.key': '(none)' };
  expect(facets.action).toContainEqual({ value: 'ListTags', count: count(among, 'action', 'ListTags') });
  for (const field of ['error', 'agent', 'vpce', 'tls'] as const) {
    for (const value of said[field].map((one) => one ?? '(none)'))
      expect(facets[field].find((one) => one.value === value)?.count ?? 0).toBe(
        count({ ...among, 'not.action': 'ListTags' }, field, value),
      );
  }
  expect(Object.keys(facets)).not.toContain('key');
});

test('an event tells what its session says', async () => {
  for (const { id, sourceIdentity, identityUser, mfa } of events.slice(0, 4)) {
    const event = await getAuditEvent(all, { team: 'all', eventId: id, account: null });
    expect(event).toMatchObject({ sourceIdentity, identityUser, mfa: { yes: true, no: false }[mfa as 'yes'] ?? null });
  }
});
