import { personByEmail, rescue } from '#lib/auth/rescue.ts';
import { database } from '#lib/db.ts';
import { TrailwatchError } from '#lib/errors.ts';
import { recordJournal } from '#lib/store/journal.ts';
import { transaction } from '#lib/store/transaction.ts';
import { clockFrom } from '#lib/time.ts';
import { type Command, exitCodes } from '../command.ts';
import { consoleUrl } from '../console-url.ts';

const actor = { kind: 'system', id: 'command line', name: 'command line' } as const;

export const command: Command = {
  name: 'people',
  summary: 'Let a person in again who lost their second factor, where no administrator can',
  usage: [
    'npm run trailwatch -- people rescue EMAIL --reason TEXT [--json]',
    'Ends the person’s sessions, removes their password, app, recovery codes and passkeys, and prints a link for a new password, which',
    'opens once, within 24 hours. Hand it over when you have made sure who asks: the journal keeps the reason.',
  ].join('\n'),
  options: { reason: { type: 'string' } },
  needs: ['database'],
  async run({ positionals: [verb, email, ...more], options, json, say, print }) {
    const reason = typeof options.reason === 'string' ? options.reason.trim() : '';
    if (verb !== 'rescue' || !email || more.length > 0 || reason === '')
      throw new TrailwatchError('invalid', 'expected people rescue EMAIL --reason TEXT');
    process.env.TRAILWATCH_URL ??= consoleUrl(process.env);
    const made = await transaction(database(), async (client) => {
      const { deed, ...rest } = await rescue(client, { ...(await personByEmail(client, email)), reason, madeBy: null });
      await recordJournal(client, { at: clockFrom(process.env).now(), actor, ...deed });
      return rest;
    });
    if (json) print({ link: made.link, expiresAt: made.expiresAt.toISOString(), ended: made.sessionsEnded });
    else say(made.link);
    return exitCodes.ok;
  },
};
