import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { ended, withDemo } from './demo.ts';

/** Has boto3 walk a demo account of its own (`walk.py`), quotas and all, and hands its words through. @returns whether all was as on AWS */
export const walkDemo = (python: string): Promise<boolean> =>
  withDemo([], async (environment) => {
    const env = { ...process.env, ...environment };
    return (await ended(spawn(python, [join(import.meta.dirname, 'walk.py')], { env, stdio: 'inherit' }))) === 0;
  });
