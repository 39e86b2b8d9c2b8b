import { join } from 'node:path';
import { buildConsole, staleReason } from '../../launch/build.ts';
import { type Command, exitCodes } from '../command.ts';

export const command: Command = {
  name: 'build',
  summary: 'Build the console when its sources changed since the last build (start does so by itself)',
  usage: 'npm run trailwatch -- build',
  async run({ json, say, print, signal }) {
    const root = join(import.meta.dirname, '../../..');
    const reason = staleReason(root);
    if (reason) {
      if (!json) say(`building the console: ${reason} …`);
      await buildConsole(root, signal);
    }
    if (json) print({ built: reason !== null, reason });
    else say(reason ? 'built' : 'the build is of these sources');
    return exitCodes.ok;
  },
};
