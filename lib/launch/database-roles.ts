import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type LesserRole, secure } from '../migrate/secure.ts';
import { rememberedPassword } from '../postgres/cluster.ts';

type Environment = Record<string, string | undefined>;
const parts = { web: 'DATABASE_WEB_URL', worker: 'DATABASE_WORKER_URL' } as const;
type Part = keyof typeof parts;

/** How a part of the product reaches the database: as the environment names it, else by a role made for it, whose password the home keeps. */
function lesser(
  part: Part,
  home: string,
  { url, environment }: { url: string; environment: Environment },
): LesserRole & { url: string } {
  const named = environment[parts[part]];
  if (named) return { name: decodeURIComponent(new URL(named).username), password: null, url: named };
  const own = new URL(url);
  const name = `${decodeURIComponent(own.pathname.slice(1)) || 'trailwatch'}_${part}`;
  mkdirSync(join(home, 'keys'), { recursive: true, mode: 0o700 });
  const password = rememberedPassword(join(home, 'keys', `database-${part}`));
  own.username = name;
  own.password = password;
  return { name, password, url: own.href };
}

/**
 * Makes the lesser roles and their rights, and gives the URL by which each part connects.
 * @throws TrailwatchError as `secure` does
 */
export async function secureDatabase(
  home: string,
  url: string,
  environment: Environment,
): Promise<Record<Part, { name: string; url: string }>> {
  const web = lesser('web', home, { url, environment });
  const worker = lesser('worker', home, { url, environment });
  await secure(url, { web, worker });
  return { web, worker };
}
