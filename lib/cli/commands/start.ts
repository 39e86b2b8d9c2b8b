import { join } from 'node:path';
import { startAll } from '../../launch/start.ts';
import { spokenSteps } from '../../launch/steps.ts';
import { terminalText } from '../../terminal.ts';
import { type Command, exitCodes } from '../command.ts';

export const command: Command = {
  name: 'start',
  summary: 'Run everything: PostgreSQL, the demo account (unless trailwatch.yaml names accounts), worker and web',
  usage:
    'npm start\nEnvironment: PORT (3000), TRAILWATCH_CONFIG, TRAILWATCH_HOME, DATABASE_URL. Ctrl-C stops everything in order.',
  async run({ signal }) {
    const root = join(import.meta.dirname, '../../..');
    await startAll({
      root,
      environment: process.env,
      steps: spokenSteps((text) => process.stdout.write(terminalText(text))),
      signal,
    });
    return exitCodes.ok;
  },
};
