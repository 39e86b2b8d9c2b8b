import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { redactText } from './log.ts';

test.each([
  [
    'connect to postgresql://trailwatch:s3cr-et@127.0.0.1:5432/x failed',
    'connect to postgresql://trailwatch:[redacted]@127.0.0.1:5432/x failed',
  ],
  ['X-Amz-Signature=abc123&x=1', 'X-Amz-Signature=[redacted]&x=1'],
  ['SignedHeaders=host, Signature=0123abcd', 'SignedHeaders=host, Signature=[redacted]'],
  ['http://localhost:3000/all stays', 'http://localhost:3000/all stays'],
])('%s', (text, expected) => {
  expect(redactText(text)).toBe(expected);
});

test.each([
  ['command', '', 'said'],
  ['worker', 'said', ''],
])('a %s logs where its answer is not', (name, stdout, stderr) => {
  const script = `import { logFor } from ${JSON.stringify(join(import.meta.dirname, 'log.ts'))}; logFor('x').warn('said');`;
  const env = { ...process.env, TRAILWATCH_PROCESS: name, LOG_LEVEL: 'info' };
  const ended = spawnSync(process.execPath, ['--input-type=module', '--eval', script], { encoding: 'utf8', env });
  const saidOn = (text: string) => (text.includes('"said"') ? 'said' : '');
  expect([saidOn(ended.stdout), saidOn(ended.stderr)]).toEqual([stdout, stderr]);
});
