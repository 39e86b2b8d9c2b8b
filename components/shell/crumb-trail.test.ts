import { expect, test } from 'vitest';
import { crumbTrail } from './crumb-trail.ts';
import { inputInstant, inputText } from './instant-input.ts';

const names = {
  teams: [{ slug: 'search', name: 'Search' }],
  accounts: [{ id: '111122223333', name: 'ml-prod' }],
  kinds: { training_job: 'training job' },
};

test.each([
  ['/all', ['All teams', 'Morning board']],
  [
    '/search/endpoints/111122223333/eu-west-1/search-ranker-v7',
    ['Search', 'Endpoints', 'ml-prod', 'eu-west-1', 'search-ranker-v7'],
  ],
  [
    '/unowned/jobs/training_job/444455556666/us-east-1/a%2Fb',
    ['unowned', 'Jobs', 'training job', '444455556666', 'us-east-1', 'a/b'],
  ],
  [
    '/search/resources/training_job/444455556666/us-east-1/biography/biography',
    ['Search', 'All resources', 'training job', '444455556666', 'us-east-1', 'biography', 'Biography'],
  ],
  ['/account', ['All teams', 'Account']],
  ['/all/people/8f14e45f', ['All teams', 'People', 'Person']],
  ['/all/nowhere/%E0%A4%A', ['All teams', 'nowhere', '%E0%A4%A']],
])('the way to %s', (path, labels) => {
  expect(crumbTrail(path, names).map(({ label }) => label)).toEqual(labels);
});

test('an instant goes into an input and comes back, in UTC and in the zone of the browser', () => {
  const at = Date.parse('2026-11-22T14:05:00Z');
  expect(inputText(at, 'utc')).toBe('2026-11-22T14:05');
  for (const tz of ['utc', 'local'] as const) expect(inputInstant(inputText(at, tz), tz)).toBe('2026-11-22T14:05:00.000Z');
  expect(inputInstant('', 'utc')).toBeNull();
});
