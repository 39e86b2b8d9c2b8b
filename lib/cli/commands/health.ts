import { join } from 'node:path';
import { TrailwatchError } from '../../errors.ts';
import { readRunState } from '../../launch/run-state.ts';
import { resolveHome } from '../../postgres/home.ts';
import { type Command, exitCodes } from '../command.ts';

export const command: Command = {
  name: 'health',
  summary: 'Ask the running instance whether it lives and is ready',
  usage: 'npm run trailwatch -- health [--json]\nExit status: 0 ready, 1 not ready, 3 nothing answers.',
  async run({ json, say, print }) {
    const root = join(import.meta.dirname, '../../..');
    const url = readRunState(resolveHome(root, process.env))?.url;
    if (!url)
      throw new TrailwatchError('unavailable', 'Trailwatch does not run from this checkout', { mend: 'start it with npm start' });
    const response = await fetch(`${url}/api/health`, { signal: AbortSignal.timeout(5000) }).catch((cause: Error) => {
      const { message } = cause.cause instanceof Error ? cause.cause : cause;
      const mend = /certificate/.test(message) ? 'name the file of who signed it in NODE_EXTRA_CA_CERTS' : undefined;
      throw new TrailwatchError('unavailable', `${url} does not answer: ${message}`, { cause, ...(mend && { mend }) });
    });
    const body: unknown = await response.json();
    if (json) print(body);
    else say(`${url} is ${response.ok ? 'ready' : 'not ready'}: ${JSON.stringify(body)}`);
    return response.ok ? exitCodes.ok : exitCodes.fault;
  },
};
