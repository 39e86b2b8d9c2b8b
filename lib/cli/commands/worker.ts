import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { loadConfig } from '../../config.ts';
import { confinement } from '../../launch/confine.ts';
import { without } from '../../launch/environments.ts';
import { workerNeeds } from '../../launch/needs.ts';
import { workerFlags } from '../../launch/v8-flags.ts';
import { type Command, exitCodes } from '../command.ts';

export const command: Command = {
  name: 'worker',
  summary: 'Run one more worker against the database and the accounts of this configuration',
  usage: 'npm run trailwatch -- worker\nRuns until Ctrl-C. Any number of workers may run, on any machine.',
  needs: ['database', 'aws'],
  run: ({ signal }) =>
    new Promise((resolve, reject) => {
      const root = join(import.meta.dirname, '../../..');
      const env = without(process.env, 'sign-in');
      const needs = workerNeeds({ root, home: env.TRAILWATCH_HOME ?? '', environment: env }, loadConfig());
      const flags = ['--disable-warning=ExperimentalWarning', ...confinement(process.cwd(), needs), ...workerFlags];
      const child = spawn(process.execPath, [...flags, join(root, 'lib/worker/main.ts')], {
        stdio: 'inherit',
        env: env as NodeJS.ProcessEnv,
      });
      const stop = (): void => void child.kill('SIGTERM');
      signal.addEventListener('abort', stop, { once: true });
      child.once('error', reject);
      child.once('exit', (code) => resolve(code === 0 ? exitCodes.ok : exitCodes.fault));
    }),
};
