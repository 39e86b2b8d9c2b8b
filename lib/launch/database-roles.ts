import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type LesserRole, secure } from '../migrate/secure.ts';
import { rememberedText } from '../postgres/remembered.ts';

type Environment = Record<string, string | undefined>;
const parts = { web: 'DATABASE_WEB_URL', worker: 'DATABASE_WORKER_URL' } as const;
type Part = keyof typeof parts;

/**
 * Who asks. A launcher's processes log in by roles of this home's own, whose passwords live no longer than the launcher and are written
 * nowhere. An administrator's roles have standing passwords, in files. A command asks for the rights alone, and disturbs nobody's password.
 */
export type RolesFor = 'launcher' | 'administrator' | 'command';
type Ask = { home: string; url: string; environment: Environment; by: RolesFor };

const keysIn = (home: string): string => {
  mkdirSync(join(home, 'keys'), { recursive: true, mode: 0o700 });
  return join(home, 'keys');
};

/** Where an administrator finds the standing password of a role that `db roles` made. */
export const standingPasswordFile = (home: string, part: string): string => join(home, 'keys', `database-${part}`);

/** Two launchers may share a database, and no login: each home has a name of its own. */
const loginOf = (role: string, home: string): { name: string; password: string } => ({
  name: `${role}_${rememberedText(join(keysIn(home), 'database-login'), () => randomBytes(4).toString('hex'))}`,
  password: randomBytes(24).toString('base64url'),
});

/** How a part of the product reaches the database: as the environment names it, else by a role that is made for it. */
function lesser(part: Part, { home, url, environment, by }: Ask): LesserRole & { url: string } {
  const named = environment[parts[part]];
  if (named) return { name: decodeURIComponent(new URL(named).username), password: null, url: named };
  const own = new URL(url);
  const name = `${decodeURIComponent(own.pathname.slice(1)) || 'trailwatch'}_${part}`;
  if (by === 'command') return { name, password: null, url };
  if (by === 'administrator') {
    keysIn(home);
    const password = rememberedText(standingPasswordFile(home, part), () => randomBytes(24).toString('base64url'));
    return { name, password, url: Object.assign(own, { username: name, password }).href };
  }
  const login = loginOf(name, home);
  return { name, password: null, login, url: Object.assign(own, { username: login.name, password: login.password }).href };
}

/**
 * Makes the lesser roles and their rights, and gives the URL by which each part connects (for a command: the owner's, unless named).
 * @throws TrailwatchError as `secure` does
 */
export async function secureDatabase(ask: Ask): Promise<Record<Part, { name: string; url: string }>> {
  const web = lesser('web', ask);
  const worker = lesser('worker', ask);
  await secure(ask.url, { web, worker });
  return { web, worker };
}
