import { expect, test, vi } from 'vitest';
import { systemClock } from '#lib/time.ts';
import { openAws } from './session.ts';
import { getCallerIdentity } from './sts.ts';
import { createTally } from './tally.ts';

test('nothing is sent in the clear to an endpoint on another machine', async () => {
  vi.stubEnv('AWS_ENDPOINT_URL', 'http://aws.example:4566');
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'k');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 's');
  const aws = openAws(systemClock, 100);
  const region = aws.region({ id: '111122223333' }, 'eu-west-1', createTally());
  expect(await region.send(getCallerIdentity, {})).toMatchObject({
    ok: false,
    failure: { code: 'PlainEndpoint', message: expect.stringContaining('the endpoint aws.example speaks no https') },
  });
  aws.close();
});
