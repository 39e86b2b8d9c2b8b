import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, existsSync, openSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { confinement, type Needs } from './confine.ts';
import { lastWords, rotate, tail } from './logs.ts';

/** A process under way. `ended` resolves (never rejects) with how it ended and its last words. */
export type Running = { ready: Promise<string>; ended: Promise<string>; stop: () => Promise<void> };

export type ChildPlan = {
  /** The script and its arguments, for the Node that runs now. */
  args: readonly string[];
  root: string;
  env: Record<string, string | undefined>;
  /** What it may read and write. */
  needs: Needs;
  logFile: string;
  /** A process that knows nothing of us says it is ready by a line `{"ready":true,…}`, which `ready` then gives whole. */
  readyLine?: boolean;
  /** How long it may take to end by itself after SIGTERM. */
  patienceMs?: number;
};

const preload = join(import.meta.dirname, 'end-with-parent.ts');

const described = (child: ChildProcess, words: string): string => {
  const how = child.signalCode ? `killed by ${child.signalCode}` : `exit code ${child.exitCode}`;
  // Whoever sends SIGKILL gives a process no last word.
  return words && child.signalCode !== 'SIGKILL' ? `${how}; its last words:\n${words.replaceAll(/^/gm, '    ')}` : how;
};

const readyMessage = (child: ChildProcess): Promise<string> =>
  new Promise((resolve) => {
    child.on('message', (message: { ready?: boolean; detail?: string }) => {
      if (message?.ready) resolve(message.detail ?? '');
    });
  });

/** Stays pending for a process that ends before it says so. */
const readyLineIn = async (file: string, from: number, child: ChildProcess): Promise<string> => {
  while (child.exitCode === null && child.signalCode === null) {
    const line = tail(file, from)
      .split('\n')
      .find((text) => text.startsWith('{"ready":true') && text.endsWith('}'));
    if (line) return line;
    await sleep(50);
  }
  return new Promise(() => {});
};

/**
 * Starts a Node process in its own group, so that Ctrl-C in the terminal reaches the launcher alone, and stops come in order.
 * Its output goes straight into the log file; the parent's end is its end. Ready is what announceReady says.
 */
export function startChild({ args, root, env, needs, logFile, readyLine, patienceMs = 8000 }: ChildPlan): Running {
  rotate(logFile);
  const from = existsSync(logFile) ? statSync(logFile).size : 0;
  const log = openSync(logFile, 'a', 0o600);
  const flags = ['--disable-warning=ExperimentalWarning', ...confinement(root, needs), '--import', preload];
  const child = spawn(process.execPath, [...flags, ...args], {
    cwd: root,
    env: env as NodeJS.ProcessEnv,
    stdio: ['ignore', log, log, 'ipc'],
    detached: true,
  });
  closeSync(log);
  const ended = new Promise<string>((resolve) => {
    child.once('exit', () => resolve(described(child, lastWords(logFile, from))));
    child.once('error', (error) => resolve(error.message));
  });
  const ready = readyLine ? readyLineIn(logFile, from, child) : readyMessage(child);
  return { ready, ended, stop: () => stopChild(child, ended, patienceMs) };
}

async function stopChild(child: ChildProcess, ended: Promise<string>, patienceMs: number): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM');
  const late = setTimeout(() => child.kill('SIGKILL'), patienceMs);
  await ended;
  clearTimeout(late);
}
