import { statSync } from 'node:fs';
import { join } from 'node:path';
import { secretsFile } from '#lib/auth/secrets.ts';
import { isKey, keyIds } from '#lib/catalog/keys.ts';
import { loadConfig } from '#lib/config.ts';
import { closeDatabase, database } from '#lib/db.ts';
import { TrailwatchError } from '#lib/errors.ts';
import { resolveHome } from '#lib/postgres/home.ts';
import { type Command, type ExitCode, exitCodes, type Invocation } from '../command.ts';
import { type KeyFact, type KeyWorld, listKeys } from '../key-list.ts';
import { forgetSecrets, rotate } from '../key-rotate.ts';
import { type Column, textTable } from '../table.ts';

const said = ({ place, isOverdue, isOpen }: KeyFact): string => {
  if (place === null) return 'not in use';
  return [isOverdue ? 'overdue' : '', isOpen ? 'open to everybody' : ''].filter(Boolean).join(', ');
};

const columns: readonly Column<KeyFact>[] = [
  { head: 'key', cell: ({ key }) => key },
  { head: 'made', cell: ({ madeAt }) => madeAt?.slice(0, 10) ?? '' },
  { head: 'days', cell: ({ cryptoperiodDays }) => cryptoperiodDays ?? '', isNumber: true },
  { head: 'mode', cell: ({ mode }) => mode ?? '' },
  { head: '', cell: said },
  { head: 'lies in', cell: ({ place }) => place ?? '' },
  { head: 'protects', cell: ({ protects }) => protects },
];

type Verb = (world: KeyWorld, invocation: Invocation) => Promise<ExitCode>;

const list: Verb = async (world, { json, say, print }) => {
  const facts = await listKeys(world);
  if (json) print(facts);
  else for (const line of textTable(columns, facts)) say(line);
  return facts.some(({ isOverdue, isOpen }) => isOverdue || isOpen) ? exitCodes.fault : exitCodes.ok;
};

const tell = ({ json, say, print, positionals: [, key] }: Invocation, done: string): ExitCode => {
  if (json) print({ key, done });
  else say(done);
  return exitCodes.ok;
};

const rotateOne: Verb = async (world, invocation) => {
  const key = invocation.positionals[1] ?? '';
  if (!isKey(key)) throw new TrailwatchError('invalid', `expected one of ${keyIds.join(', ')}: key rotate secrets`);
  return tell(invocation, await rotate(key, world));
};

const forget: Verb = async (world, invocation) => {
  if (invocation.positionals[1] !== 'secrets') throw new TrailwatchError('invalid', 'expected key forget secrets');
  const file = secretsFile(world.environment);
  const rotatedMs = (file && statSync(file, { throwIfNoEntry: false })?.mtimeMs) || 0;
  return tell(invocation, await forgetSecrets(world, rotatedMs));
};

const verbs = new Map<string, Verb>([
  ['list', list],
  ['rotate', rotateOne],
  ['forget', forget],
]);

export const command: Command = {
  name: 'key',
  summary:
    'List every key with its age, rotate one (key rotate NAME), or drop the old versions of the secrets (key forget secrets)',
  usage: [
    'npm run trailwatch -- key list [--json]',
    'npm run trailwatch -- key rotate secrets | journal | pseudonyms | database',
    'npm run trailwatch -- key forget secrets',
    'list: exit status 1 when a key is older than its cryptoperiod, or its file is open to everybody. The policy is docs/security/keys.md.',
  ].join('\n'),
  needs: ['database'],
  async run(invocation) {
    const verb = verbs.get(invocation.positionals[0] ?? '');
    if (!verb || invocation.positionals.length > 2)
      throw new TrailwatchError('invalid', 'expected key list, key rotate NAME or key forget secrets');
    const home = resolveHome(join(import.meta.dirname, '../../..'), process.env);
    const db = database();
    try {
      return await verb({ db, home, environment: process.env, config: loadConfig(), now: Date.now() }, invocation);
    } finally {
      await closeDatabase(db);
    }
  },
};
