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
  ['/invitation?token=abc-_1&x=1 failed', '/invitation?token=[redacted]&x=1 failed'],
  ['https://t.example/invitation#abc-_1 failed', 'https://t.example/invitation#[redacted] failed'],
  ['"http://localhost:3000/setup#abc-_1"', '"http://localhost:3000/setup#[redacted]"'],
  ['http://localhost:3000/all stays', 'http://localhost:3000/all stays'],
  ['Key (email)=(ada.l+x@example.com) already exists', 'Key (email)=([address]) already exists'],
  ['arn:aws:sts::1:assumed-role/R/ada@example.co.uk did', 'arn:aws:sts::1:assumed-role/R/[address] did'],
  [
    'to postgresql://user@db.example.com/x, @aws-sdk/client and pg@8.23.1',
    'to postgresql://user@db.example.com/x, @aws-sdk/client and pg@8.23.1',
  ],
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

test('neither a secret nor an address reaches a line, in whatever field of an error it stands', () => {
  const script = `import { logFor } from ${JSON.stringify(join(import.meta.dirname, 'log.ts'))};
    const cause = new Error('postgresql://web:s3cret@db/x');
    const err = Object.assign(new Error('failed', { cause }), { detail: 'Key (email)=(ada@example.com)', meta: { rows: ['eve@example.com'] } });
    err.itself = { err };
    logFor('x').error({ err, email: 'mia@example.com', password: 's3cret', asked: { token: 's3cret' } }, 'of %s, once more to omar@example.com', 'all');`;
  const env = { ...process.env, TRAILWATCH_PROCESS: 'worker', LOG_LEVEL: 'info' };
  const { stdout } = spawnSync(process.execPath, ['--input-type=module', '--eval', script], { encoding: 'utf8', env });
  expect(stdout).toContain('"detail":"Key (email)=([address])"');
  expect(stdout).not.toMatch(/s3cret|@example/);
});

test('what a library says to the console is a line of the log: nothing in it is obeyed, nothing secret is kept', () => {
  const script = `import { consoleToLog } from ${JSON.stringify(join(import.meta.dirname, 'log.ts'))}; consoleToLog('next');
    console.error(' x', new Error('\\u001b[2J{"level":50}\\nada@example.com'), { digest: '12' });
    console.log('%s of 100%', 'eve@example.com');`;
  const env = { ...process.env, TRAILWATCH_PROCESS: 'web', LOG_LEVEL: 'info' };
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', script], { encoding: 'utf8', env });
  const lines = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(lines).toMatchObject([
    { level: 50, part: 'next', msg: "x { digest: '12' }", err: { message: '\u001b[2J{"level":50}\n[address]' } },
    { level: 30, part: 'next', msg: '[address] of 100%' },
  ]);
  expect([stderr, stdout.includes('\u001b'), stdout.includes('@example')]).toEqual(['', false, false]);
});

test('whatever a line holds, a terminal obeys nothing of it', () => {
  const name = '\u009b2J\u202e\u2028\u001b[2J';
  const script = `import { logFor } from ${JSON.stringify(join(import.meta.dirname, 'log.ts'))};
    logFor('x').warn(${JSON.stringify({ name })}, ${JSON.stringify('a\nb')});`;
  const env = { ...process.env, TRAILWATCH_PROCESS: 'web', LOG_LEVEL: 'info' };
  const { stdout } = spawnSync(process.execPath, ['--input-type=module', '--eval', script], { encoding: 'utf8', env });
  expect(stdout).toMatch(/^[\x20-\x7e]+\n$/);
  expect(JSON.parse(stdout)).toMatchObject({ name, msg: 'a\nb' });
});
