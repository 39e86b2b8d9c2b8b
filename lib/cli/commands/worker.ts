import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { type Command, exitCodes } from '../command.ts';

export const command: Command = {
  name: 'worker',
  summary: 'Run one more worker against the database and the accounts of this configuration',
  usage: 'npm run trailwatch -- worker\nRuns until Ctrl-C. Any number of workers may run, on any machine.',
  needs: ['database', 'aws'],
  run: ({ signal }) =>
    new Promise((resolve, reject) => {
      const child = spawn(process.execPath, [join(import.meta.dirname, '../../worker/main.ts')], { stdio: 'inherit' });
      const stop = (): void => void child.kill('SIGTERM');
      signal.addEventListener('abort', stop, { once: true });
      child.once('error', reject);
      child.once('exit', (code) => resolve(code === 0 ? exitCodes.ok : exitCodes.fault));
    }),
};
