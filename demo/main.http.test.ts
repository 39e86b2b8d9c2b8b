import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, expect, test } from 'vitest';
import { parse } from 'yaml';
import { readerKey } from './accounts.ts';

const home = mkdtempSync(join(tmpdir(), 'demo account '));
const main = join(import.meta.dirname, 'main.ts');
afterAll(() => rmSync(home, { recursive: true }));

const start = (...flags: string[]): ChildProcess => spawn(process.execPath, [main, '--home', home, ...flags], { stdio: 'pipe' });

const firstLine = (stream: NodeJS.ReadableStream | null): Promise<string> =>
  new Promise((resolve) => stream?.once('data', (chunk) => resolve(String(chunk).trim())));

const ended = (child: ChildProcess): Promise<number | null> => new Promise((resolve) => child.once('exit', resolve));

test('it says when it is ready, writes its configuration, answers, and ends when told', async () => {
  const child = start('--port', '0');
  const ready = JSON.parse(await firstLine(child.stdout));
  expect(ready).toMatchObject({ ready: true, port: expect.any(Number), config: join(home, 'demo.yaml') });
  expect(ready.environment.AWS_ENDPOINT_URL).toBe(`http://127.0.0.1:${ready.port}`);
  // boto3 and the first AWS CLI take their Region from the second name alone.
  expect(ready.environment).toMatchObject({ AWS_REGION: 'eu-west-1', AWS_DEFAULT_REGION: 'eu-west-1' });
  const config = parse(readFileSync(ready.config, 'utf8'));
  expect(config.accounts.map((account: { id: string }) => account.id)).toEqual(['111122223333', '444455556666']);
  const sts = new STSClient({ endpoint: `http://127.0.0.1:${ready.port}`, region: 'eu-west-1', credentials: { ...readerKey } });
  expect((await sts.send(new GetCallerIdentityCommand({}))).Account).toBe('999988887777');

  const second = start('--port', String(ready.port));
  expect(await firstLine(second.stderr)).toBe(`demo account: port ${ready.port} is taken`);

  const exit = ended(child);
  child.kill('SIGTERM');
  expect(await exit).toBe(0);
});

test.each([
  [['--port', '70000'], '--port 70000: expected a whole number from 0 to 65535'],
  [['--endpoints', 'many'], '--endpoints many: expected a whole number from 0 to 100000'],
  [['--faults', 'throttle=2'], 'faults: "throttle=2" is not one of'],
  [['--deny', 'all'], 'deny: "all" is not <account>:<service>:<Action>'],
  [['--clock', 'noon'], 'TRAILWATCH_DEMO_CLOCK="noon": expected'],
  [['--colour'], "Unknown option '--colour'"],
])('%j is refused', async (flags, message) => {
  const child = start(...flags);
  const exit = ended(child);
  expect(await firstLine(child.stderr)).toContain(`demo account: ${message}`);
  expect(await exit).toBe(1);
});
