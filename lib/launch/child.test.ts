import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type ChildPlan, startChild } from './child.ts';

const plan = (script: string, extra: Partial<ChildPlan> = {}): ChildPlan => {
  const root = mkdtempSync(join(tmpdir(), 'child with space-'));
  writeFileSync(join(root, 'child.mjs'), script);
  const needs = { read: [root, import.meta.dirname], write: [] };
  return { args: [join(root, 'child.mjs')], root, env: { PATH: process.env.PATH }, needs, logFile: join(root, 'log'), ...extra };
};

test('ready is what the process says, by message or by line', async () => {
  const byMessage = startChild(plan(`process.send({ ready: true, detail: 'port 7' }); setInterval(() => {}, 1000);`));
  expect(await byMessage.ready).toBe('port 7');
  const byLine = startChild(plan(`console.log('{"ready":true,"port":7}'); setInterval(() => {}, 1000);`, { readyLine: true }));
  expect(JSON.parse(await byLine.ready)).toEqual({ ready: true, port: 7 });
  await Promise.all([byMessage.stop(), byLine.stop()]);
});

test.each([
  ['console.log("working"); throw new Error("disk gone");', 'exit code 1', 'disk gone'],
  ['console.log(JSON.stringify({ level: 60, msg: "cannot start" })); process.exit(3);', 'exit code 3', 'cannot start'],
])('%s ends with its code and its last words', async (script, code, words) => {
  const end = await startChild(plan(script)).ended;
  expect(end).toContain(code);
  expect(end).toContain(words);
});

test('one that does not heed SIGTERM is killed after its patience', async () => {
  const stubborn = startChild(
    plan(`process.on('SIGTERM', () => {}); process.send({ ready: true }); setInterval(() => {}, 1000);`, { patienceMs: 200 }),
  );
  await stubborn.ready;
  await stubborn.stop();
  expect(await stubborn.ended).toBe('killed by SIGKILL');
});

test('one whose launcher disappears ends by itself', async () => {
  const child = `process.send({ ready: true }); console.log('pid ' + process.pid); setInterval(() => {}, 1000);`;
  const inner = plan(child);
  const launcher = plan(
    `import { startChild } from ${JSON.stringify(join(import.meta.dirname, 'child.ts'))};
     const { ready } = startChild(${JSON.stringify(inner)});
     await ready; process.kill(process.pid, 'SIGKILL');`,
    { needs: { read: ['/*'], write: ['/*'], mayStartPrograms: true } },
  );
  await startChild(launcher).ended;
  const { readFileSync } = await import('node:fs');
  const pid = Number(/pid (\d+)/.exec(readFileSync(inner.logFile, 'utf8'))?.[1]);
  await expect.poll(() => isAlive(pid), { timeout: 5000 }).toBe(false);
});

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};
