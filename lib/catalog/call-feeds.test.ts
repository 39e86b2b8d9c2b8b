import { expect, test } from 'vitest';
import { calls } from '#lib/aws/calls.ts';
import { feedsOf } from './call-feeds.ts';
import { actionOf } from './grants.ts';

test.each(calls.map((call) => [`${call.service} ${call.operation}`, call] as const))(
  '%s: what it feeds and the action it needs are said alike everywhere',
  (_, { service, operation, feeds, action }) => {
    expect(feedsOf(service, operation)).toBe(feeds);
    if (action !== null) expect(actionOf(service, operation)).toBe(action);
  },
);

test('a call that Trailwatch does not make feeds nothing', () => {
  expect(feedsOf('sagemaker', 'CreateEndpoint')).toBeNull();
  expect(feedsOf('cloudwatch', 'ListEndpoints')).toBeNull();
});
