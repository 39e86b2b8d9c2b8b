import { makeSetupLink } from '#lib/auth/setup-link.ts';
import { loadConfig } from '../../config.ts';
import { closeDatabase, database } from '../../db.ts';
import { TrailwatchError } from '../../errors.ts';
import { type Command, exitCodes } from '../command.ts';
import { consoleUrl } from '../console-url.ts';

export const command: Command = {
  name: 'setup-link',
  summary: 'Make a link that makes an administrator, once, within 24 hours',
  usage:
    'npm run trailwatch -- setup-link [--json]\nFor the day when no administrator can sign in. The link before it is withdrawn.',
  needs: ['database'],
  async run({ json, say, print }) {
    const databaseUrl = process.env.DATABASE_URL;
    if (!databaseUrl) throw new TrailwatchError('unavailable', 'DATABASE_URL is not set');
    if (!loadConfig().signIn.password) {
      throw new TrailwatchError('conflict', 'A setup link sets a password, and passwords are off (signIn.password).', {
        mend: 'Give a group of signIn.oidc the role administrator, or switch passwords on until somebody is in.',
      });
    }
    const link = await makeSetupLink(databaseUrl, consoleUrl(process.env)).finally(() => closeDatabase(database(databaseUrl)));
    if (json) print({ link });
    else say(link);
    return exitCodes.ok;
  },
};
