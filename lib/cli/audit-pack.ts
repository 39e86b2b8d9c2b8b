import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { TrailwatchError } from '#lib/errors.ts';
import { resolveHome } from '#lib/postgres/home.ts';
import { journalFiles } from '#lib/store/journal-key.ts';
import { type ExitCode, exitCodes, type Invocation } from './command.ts';
import { linesOf, verifyPack } from './verify-pack.mjs';

/** This installation's own keys, where it has some: another machine has none, and says whose key it was alone. */
function ownKeys(): string | undefined {
  const { publicKey } = journalFiles(resolveHome(join(import.meta.dirname, '../..'), process.env));
  return existsSync(publicKey) ? publicKey : undefined;
}

const allowed = new Set(['key', 'json']);

/** `audit verify-pack FILE|FOLDER`: the verifier that lies in every pack, from a hand that is no pack's. */
export async function verifyPackFile({ positionals, options, json, say, print }: Invocation): Promise<ExitCode> {
  const [, path, ...more] = positionals;
  if (path === undefined || more.length > 0) {
    say('Usage: npm run trailwatch -- audit verify-pack FILE|FOLDER [--key FILE|FINGERPRINT]');
    return exitCodes.usage;
  }
  const foreign = Object.keys(options).find((name) => options[name] !== undefined && !allowed.has(name));
  if (foreign) throw new TrailwatchError('invalid', `--${foreign} is none of verify-pack’s`, { mend: 'leave it out' });
  const key = typeof options.key === 'string' ? options.key : ownKeys();
  const report = verifyPack(path, { key });
  const isVerified = report.problems.length === 0;
  if (json) print({ verified: isVerified, ...report, heldAgainst: key ?? null });
  else for (const line of linesOf(report)) say(line);
  if (!json && key !== undefined && isVerified) say(`The key is one of ${key}.`);
  return isVerified ? exitCodes.ok : exitCodes.fault;
}
