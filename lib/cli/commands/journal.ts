import { join } from 'node:path';
import { database } from '#lib/db.ts';
import { TrailwatchError } from '#lib/errors.ts';
import { resolveHome } from '#lib/postgres/home.ts';
import { checkpointJournal } from '#lib/store/checkpoints.ts';
import { journalFiles } from '#lib/store/journal-key.ts';
import { clockFrom } from '#lib/time.ts';
import { type Command, exitCodes } from '../command.ts';

export const command: Command = {
  name: 'journal',
  summary: 'Sign how the journal ends just now (the worker does so once a day)',
  usage: [
    'npm run trailwatch -- journal checkpoint [--json]',
    'Adds a line to journal/checkpoints.jsonl in TRAILWATCH_HOME. Copy that file and journal.pub to where the database’s',
    'administrators cannot write: audit verify --journal --checkpoints FILE --key FILE holds the journal against them.',
  ].join('\n'),
  needs: ['database'],
  async run({ positionals, json, say, print }) {
    if (positionals.length !== 1 || positionals[0] !== 'checkpoint')
      throw new TrailwatchError('invalid', 'expected journal checkpoint');
    const home = resolveHome(join(import.meta.dirname, '../../..'), process.env);
    const seq = await checkpointJournal(database(), { home, now: clockFrom(process.env).now(), by: 'command line' });
    const file = journalFiles(home).checkpoints;
    if (json) print({ seq, file });
    else say(seq === null ? 'the journal is empty: there is nothing to sign' : `signed up to row ${seq} in ${file}`);
    return exitCodes.ok;
  },
};
