import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { TrailwatchError } from '../errors.ts';

const textOf = (file: string): string | null => {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    return null;
  }
};

const move = (data: string): string =>
  `with the release of Trailwatch that wrote it, run \`npm run trailwatch -- db backup FILE\`; move ${data} away; with this one, run \`npm run trailwatch -- db restore FILE\` (docs/operating.md)`;

/**
 * PostgreSQL reads no data directory of another major version, and says so in words of its own that lead nowhere.
 * @throws TrailwatchError `conflict` with the way out
 */
export function requireMajor(data: string, major: string): void {
  const file = join(data, 'PG_VERSION');
  const text = textOf(file);
  if (text === major) return;
  if (text === null || !/^\d+(\.\d+)?$/.test(text)) {
    const what = text === null ? 'is missing' : 'holds no version';
    throw new TrailwatchError('conflict', `${file} ${what}: ${data} is damaged, or no data directory of PostgreSQL`, {
      mend: `move ${data} away and restore a backup: \`npm run trailwatch -- db restore FILE\` (docs/operating.md)`,
    });
  }
  const said = `${data} was written by PostgreSQL ${text}; this Trailwatch brings PostgreSQL ${major}`;
  const isNewer = Number(text) > Number(major);
  throw new TrailwatchError('conflict', said, {
    mend: isNewer ? `start the newer release of Trailwatch that wrote it; or, to go back, ${move(data)}` : move(data),
  });
}
