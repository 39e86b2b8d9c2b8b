import { expect, test } from 'vitest';
import { artifactsOf, isMadeBy, jobNamesIn } from './artifacts.ts';

const made = 's3://ml/models/train-2026-11-02/output/model.tar.gz';

test('a model names its artifacts in one container or several, and in what replaced the URL', () => {
  expect(
    artifactsOf({
      PrimaryContainer: { Image: 'i', ModelDataUrl: made },
      Containers: [{ ModelDataSource: { S3DataSource: { S3Uri: 's3://ml/models/folder/' } } }, { ModelDataUrl: made }],
    }),
  ).toEqual([made, 's3://ml/models/folder/']);
  expect(artifactsOf({ PrimaryContainer: { ModelDataUrl: 7 }, Environment: { ModelDataUrl: 'https://elsewhere' } })).toEqual([]);
});

test('the job is named in the way, and nothing that could be no name is looked for', () => {
  expect(jobNamesIn([made, `s3://ml/%00/a b/${'x'.repeat(64)}/`])).toEqual(['models', 'train-2026-11-02', 'output']);
});

test.each([
  ['the same place', [made], made, true],
  ['a folder that it lies in', ['s3://ml/models/train-2026-11-02/'], made, true],
  ['a name that begins alike', ['s3://ml/models/train-2026-11-0'], made, false],
  ['a job that made nothing', [made], undefined, false],
])('%s', (_, artifacts, place, is) => {
  expect(isMadeBy(artifacts, place)).toBe(is);
});
