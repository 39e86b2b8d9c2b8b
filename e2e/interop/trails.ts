import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { ended, withDemo } from './demo.ts';

/**
 * Has boto3 and the AWS CLI's `cloudtrail validate-logs` read the trails of a demo account of their own (`trails.py`), whole and spoiled.
 * @param aws the path of the CLI
 * @returns whether all was as on AWS
 */
export const walkTrails = (python: string, aws: string): Promise<boolean> =>
  withDemo([], async (environment) => {
    const env = { ...process.env, ...environment, AWS_CLI: aws };
    return (await ended(spawn(python, [join(import.meta.dirname, 'trails.py')], { env, stdio: 'inherit' }))) === 0;
  });
