import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** moto and boto3, an emulator and a client of AWS that nobody here wrote, from the Python package index into a private virtual environment. */
const motoVersion = '5.2.5';
const botoVersion = '1.44.8';
const cliVersion = '1.46.3';
const extras = 'server,cloudwatch,sagemaker,sts,iam,logs,applicationautoscaling';

export type Moto = { url: string; stop(): void };

/** Makes the virtual environment once. Returns the paths of moto_server and of the Python beside it, or why it cannot be had. */
export function installMoto(folder: string): { server: string; python: string } | { reason: string } {
  const server = join(folder, 'bin', 'moto_server');
  const python = join(folder, 'bin', 'python');
  if (existsSync(server)) return { server, python };
  try {
    execFileSync('python3', ['-m', 'venv', folder], { stdio: 'pipe' });
    const pip = [`moto[${extras}]==${motoVersion}`, `boto3==${botoVersion}`];
    execFileSync(join(folder, 'bin', 'pip'), ['install', '--quiet', ...pip], { stdio: ['ignore', 'inherit', 'inherit'] });
    return { server, python };
  } catch (error) {
    return {
      reason: `Python with moto ${motoVersion} and boto3 ${botoVersion} cannot be had: ${(error as Error).message.split('\n')[0]}`,
    };
  }
}

/** The AWS CLI, in an environment of its own, for it wants another boto. Returns the path of `aws`, or why it cannot be had. */
export function installCli(folder: string): { aws: string } | { reason: string } {
  const aws = join(folder, 'bin', 'aws');
  if (existsSync(aws)) return { aws };
  try {
    execFileSync('python3', ['-m', 'venv', folder], { stdio: 'pipe' });
    execFileSync(join(folder, 'bin', 'pip'), ['install', '--quiet', `awscli==${cliVersion}`], {
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    return { aws };
  } catch (error) {
    return { reason: `the AWS CLI ${cliVersion} cannot be had: ${(error as Error).message.split('\n')[0]}` };
  }
}

/** Starts moto's server on a free port of the loopback interface and waits until it answers. */
export async function startMoto(server: string): Promise<Moto> {
  const port = await freePort();
  const child = spawn(server, ['-H', '127.0.0.1', '-p', String(port)], { stdio: 'ignore' });
  const url = `http://127.0.0.1:${port}`;
  for (let attempt = 0; attempt < 120; attempt++) {
    if (child.exitCode !== null) throw new Error(`moto_server ended with exit code ${child.exitCode}`);
    if (await answers(url)) return { url, stop: () => stop(child) };
    await sleep(250);
  }
  stop(child);
  throw new Error('moto_server did not answer within 30 s');
}

const stop = (child: ChildProcess): void => {
  child.kill('SIGTERM');
};

const answers = (url: string): Promise<boolean> =>
  fetch(`${url}/moto-api/`).then(
    (response) => response.ok,
    () => false,
  );

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => (typeof address === 'object' && address ? resolve(address.port) : reject(new Error('no port'))));
    });
  });
}
