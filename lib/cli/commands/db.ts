import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { TrailwatchError } from '../../errors.ts';
import { type RolesFor, secureDatabase } from '../../launch/database-roles.ts';
import { migrationsFolder } from '../../migrate/files.ts';
import { migrate, pendingSql } from '../../migrate/migrate.ts';
import { openHome, resolveHome } from '../../postgres/home.ts';
import { type Command, exitCodes, type Invocation } from '../command.ts';
import { backup } from '../db-backup.ts';
import { restore } from '../db-restore.ts';

const databaseUrl = (): string => {
  if (process.env.DATABASE_URL) return process.env.DATABASE_URL;
  throw new TrailwatchError('unavailable', 'no database');
};

const root = join(import.meta.dirname, '../../..');
const secureAll = (by: RolesFor) =>
  secureDatabase({ home: openHome(resolveHome(root, process.env)), url: databaseUrl(), environment: process.env, by });

/** The lesser roles, and the files that hold the passwords of those that were made here. */
const makeRoles = async ({ json, say, print }: Invocation): Promise<void> => {
  const { web, worker } = await secureAll('administrator');
  if (json) print({ web: web.name, worker: worker.name });
  else {
    say(`${web.name} and ${worker.name} have their rights and walls`);
    say(`passwords that were made here are in ${join(resolveHome(root, process.env), 'keys')}/database-web and database-worker`);
  }
};

const applyAll = async ({ json, say, print }: Invocation): Promise<void> => {
  const applied = await migrate(databaseUrl());
  await secureAll('command');
  if (json) print({ applied });
  else say(applied.length > 0 ? `applied ${applied.join(', ')}` : 'every migration is applied');
};

const writeNew = async ({ json, say, print, positionals: [, name] }: Invocation): Promise<void> => {
  if (!name || !/^[a-z][a-z0-9_]{2,60}$/.test(name)) {
    throw new TrailwatchError('invalid', 'expected a name of lower-case letters, digits and underscores: db new add_alerts');
  }
  const sql = await pendingSql(databaseUrl());
  if (!sql) {
    if (json) print({ written: null });
    else say('prisma/schema.prisma holds nothing that the migrations do not');
    return;
  }
  const stamp = new Date().toISOString().replaceAll(/\D/g, '').slice(0, 14);
  const folder = join(migrationsFolder, `${stamp}_${name}`);
  mkdirSync(folder);
  writeFileSync(join(folder, 'migration.sql'), `${sql}\n`);
  if (json) print({ written: join(folder, 'migration.sql') });
  else say(`wrote ${join(folder, 'migration.sql')}: read it, add by hand what Prisma cannot say, then run db migrate`);
};

const actions: Record<string, (invocation: Invocation) => Promise<void>> = {
  migrate: applyAll,
  roles: makeRoles,
  new: writeNew,
  backup,
  restore,
};

export const command: Command = {
  name: 'db',
  summary:
    'Back up (db backup FILE), restore (db restore FILE), apply migrations (db migrate), make the roles of web and worker (db roles), write the next migration (db new NAME)',
  usage: [
    'npm run trailwatch -- db backup FILE [--verify]',
    'npm run trailwatch -- db restore FILE [--replace [--yes]]',
    'npm run trailwatch -- db migrate',
    'npm run trailwatch -- db roles',
    'npm run trailwatch -- db new NAME',
    '',
    'backup: every table as of one moment in one compressed file, while Trailwatch runs or not; --verify restores it into a database made for that.',
    'restore: all or nothing, with Trailwatch stopped, into an empty database; --replace empties it first, once confirmed. See docs/operating.md.',
    'DATABASE_URL must be the owner’s; db roles asks that it may create roles, or that DATABASE_WEB_URL and DATABASE_WORKER_URL name them.',
  ].join('\n'),
  options: { verify: { type: 'boolean' }, replace: { type: 'boolean' }, yes: { type: 'boolean' } },
  needs: ['database'],
  async run(invocation) {
    const action = actions[invocation.positionals[0] ?? ''];
    if (!action)
      throw new TrailwatchError('invalid', 'expected db backup FILE, db restore FILE, db migrate, db roles or db new NAME');
    await action(invocation);
    return exitCodes.ok;
  },
};
