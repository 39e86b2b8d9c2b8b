import { expect, test } from 'vitest';
import { endpoints } from '../fleet/endpoint.ts';
import { modelRequest, modelsAt } from '../fleet/operations/model.ts';
import { jobStatus } from './job.ts';
import { scheduledJob } from './job-book.ts';
import { artifactOf } from './job-parts.ts';
import { isAt, prodEu } from './setting.ts';
import { trainedBefore } from './trained-before.ts';

const at = Date.parse('2026-11-19T07:42:00Z');

test('the newest that had completed, and none of a team that trains nothing there', () => {
  const job = trainedBefore('test', prodEu, 'search', at);
  expect(job?.endedAt).toBeLessThanOrEqual(at);
  expect(job && jobStatus(job, at)).toBe('Completed');
  expect(job && scheduledJob('test', prodEu, job.name, at)?.name).toBe(job?.name);
  expect(trainedBefore('test', { account: '999999999999', region: 'eu-west-1' }, 'search', at)).toBeUndefined();
});

test('models of the fleet load what such jobs made, before they were made themselves', () => {
  const specs = endpoints({ endpoints: 40 }, 'test').filter(
    (spec) => isAt(spec, prodEu) && spec.team === 'search' && spec.kind === 'realtime',
  );
  const models = specs.flatMap((spec) => modelsAt(spec, at));
  expect(models.length).toBeGreaterThan(0);
  for (const model of models) {
    const { ModelDataUrl } = modelRequest(model).PrimaryContainer as { ModelDataUrl: string };
    const job = scheduledJob('test', prodEu, ModelDataUrl.split('/').at(-3) ?? '', at);
    expect(job && artifactOf(job)).toBe(ModelDataUrl);
    expect(job?.endedAt).toBeLessThanOrEqual(model.createdAt);
  }
});
