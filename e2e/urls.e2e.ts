import { cookieHeader, demoSession } from './session.ts';
import { expect, test } from './test.ts';

/** What a hostile link can hold; %ED%A0%80 is a surrogate without its other half, and -271821-04-20 the first instant there is. */
const values = [
  ...['%00', 'a%00b', '%ED%A0%80', '%ff', '%', '%zz', '%25', '%2500', "'%3B--", '_', '%5C', '..%2f..', '%0d%0aX:1', '%E2%80%AE'],
  ...['-1', '1e9', '9223372036854775808', 'NaN', '__proto__', 'constructor', 'toString', '--name', 'x'.repeat(2000)],
  ...['-271821-04-20T00:00:00.000Z', '0000-01-01T00:00:00Z', '2026-02-30T00:00:00Z', '999999999999999.111122223333.x%00'],
];
const parameters = [
  ...['range', 'from', 'to', 'asOf', 'tz', 'q', 'on', 'sort', 'page', 'cols', 'kind', 'account', 'region', 'status', 'gone'],
  ...[
    'who',
    'action',
    'ip',
    'health',
    'name',
    'variant',
    'compare',
    'rule',
    'of',
    'severity',
    'state',
    'told',
    'owner',
    'tab',
    'team',
    'run',
    'format',
    'version',
    ...['owner', 'copy', 'test', 'names', 'backtest', 'threshold.metric', 'threshold.above', 'clearAfter'],
    'toString',
    '__proto__',
  ],
];
const sections = [
  ...['', '/endpoints', '/nodes', '/jobs', '/workforce', '/resources', '/audit', '/detections', '/unexplained', '/integrity'],
  ...['/journal', '/runs', '/activity', '/alerts', '/alerts/silences', '/alerts/rules'],
  ...['/alerts/rules/new', '/alerts/coverage', '/wallboard'],
];
/** What a team's name is read by is the same on every page. */
const teamSections = ['', '/jobs', '/audit', '/alerts', '/alerts/silences'];
const tables = [
  'alerts',
  'silences',
  'alert-coverage',
  'teams',
  'endpoints',
  'nodes',
  'variants',
  'runs',
  'sources',
  'calls',
  'audit',
  'activity',
  'audit-sessions',
  'detections',
  'unexplained-changes',
  'unconfirmed-events',
  'journal',
  'jobs',
  'workforce',
  'resources',
];
const apis = [...tables.map((table) => `/api/v1/export/${table}`), '/api/v1/find', '/api/v1/logs', '/api/health'];
const places = ['endpoints', 'jobs/training_job', 'workforce', 'resources/model'];

const urls = [
  ...[...sections.map((section) => `/all${section}`), ...apis].flatMap((path) =>
    values.map((value) => `${path}?${parameters.map((name) => `${name}=${value}`).join('&')}`.slice(0, 8000)),
  ),
  ...values.flatMap((value) => [
    `/${value}`,
    ...teamSections.map((section) => `/${value}${section}`),
    ...['audit', 'runs', 'alerts', 'nowhere'].map((section) => `/all/${section}/${value}`),
    ...places.flatMap((place) => [`/all/${place}/${value}/eu-west-1/x`, `/all/${place}/111122223333/eu-west-1/${value}`]),
    `/all/resources/${value}/111122223333/eu-west-1/x`,
    `/all/jobs/${value}/111122223333/eu-west-1/x`,
    `/api/v1/export/${value}`,
  ]),
];

test('no URL is answered with an error of the server, or with a panel that could not be read', async ({ product }) => {
  test.setTimeout(300_000);
  const bad: string[] = [];
  const headers = cookieHeader(await demoSession(product.url));
  const ask = async (url: string): Promise<void> => {
    const answer = await fetch(`${product.url}${url}`, { redirect: 'manual', headers });
    const text = await answer.text();
    if (answer.status >= 500 || text.includes('Could not be read')) bad.push(`${answer.status} ${url.slice(0, 200)}`);
  };
  const queue = urls.values();
  const worker = async () => {
    for (const url of queue) await ask(url);
  };
  await Promise.all(Array.from({ length: 4 }, worker));
  expect(bad).toEqual([]);
});

test('the icon is found where browsers look for it on their own', async ({ request }) => {
  const answer = await request.get('/favicon.ico');
  expect(answer.status()).toBe(200);
  expect(answer.headers()['content-type']).toContain('image/svg+xml');
});
