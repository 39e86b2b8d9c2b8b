import { expect, test } from 'vitest';
import { pseudonym } from '#lib/store/worker-key.ts';
import { parseWorkerLine } from './worker-activity.ts';

const line = {
  worker_id: 'w-1',
  cognito_user_pool_id: 'pool',
  cognito_sub_id: 'sub',
  task_accepted_time: 'Wed Aug 14 16:00:59 UTC 2019',
  task_submitted_time: 'Wed Aug 14 16:01:04 UTC 2019',
  workteam_arn: 'arn:aws:sagemaker:us-east-1:1:workteam/private-crowd/cats',
  labeling_job_arn: 'arn:aws:sagemaker:us-east-1:1:labeling-job/cats-1',
  event_type: 'TasksSubmitted',
  event_timestamp: '1565798464',
};
const parse = (message: string) => parseWorkerLine({ id: 'id-1', at: 5, message }, ['key']);

test('a line of the guide is read, and the person is a pseudonym', () => {
  expect(parse(JSON.stringify(line))).toEqual({
    ok: true,
    event: {
      ...{ id: 'id-1', type: 'TasksSubmitted', labelingJob: 'cats-1', workteam: 'cats', worker: pseudonym(['key'], 'w-1') },
      at: new Date('2019-08-14T16:01:04Z'),
      acceptedAt: new Date('2019-08-14T16:00:59Z'),
    },
    identity: { workerId: 'w-1', userPool: 'pool', sub: 'sub' },
  });
  expect(pseudonym(['key'], 'w-1')).not.toContain('w-1');
  expect(pseudonym(['other key'], 'w-1')).not.toBe(pseudonym(['key'], 'w-1'));
});

test.each([
  ['{"cut', 'not JSON'],
  ['[]', 'no event_type'],
  ['null', 'no event_type'],
  [JSON.stringify({ ...line, worker_id: '' }), 'no worker_id'],
  [JSON.stringify({ ...line, labeling_job_arn: 7 }), 'no labeling_job_arn'],
])('%s is refused: %s', (message, reason) => expect(parse(message)).toEqual({ ok: false, reason }));

test('a line without times of its own has the log’s', () => {
  expect(parse(JSON.stringify({ ...line, event_timestamp: 'soon', task_accepted_time: '' }))).toMatchObject({
    ok: true,
    event: { at: new Date(5), acceptedAt: null },
  });
});
