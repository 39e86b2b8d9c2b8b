import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { storedGzip, storedGzipLength } from './stored-gzip.ts';

test.each([0, 1, 65_535, 65_536, 200_001])('%i bytes come back, from a file of the length foretold', (length) => {
  const content = Buffer.from(Array.from({ length }, (_, index) => index % 251));
  const file = storedGzip(content);
  expect(gunzipSync(file)).toEqual(content);
  expect(file.length).toBe(storedGzipLength(length));
});
