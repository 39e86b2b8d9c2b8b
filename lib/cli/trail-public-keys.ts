import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { readPublicKeys, type TrailPublicKeys } from '#lib/audit/trail/public-keys.ts';
import { TrailwatchError } from '#lib/errors.ts';

const mend =
  'For each Region: aws cloudtrail list-public-keys --region REGION --start-time TIME --end-time TIME > KEYS/REGION.json; then --public-keys KEYS.';

const trouble = (message: string, cause?: unknown): TrailwatchError => new TrailwatchError('invalid', message, { mend, cause });

async function filesOf(path: string): Promise<string[]> {
  try {
    if (!(await stat(path)).isDirectory()) return [path];
    return (await readdir(path)).filter((name) => name.endsWith('.json')).map((name) => join(path, name));
  } catch (error) {
    throw trouble(`The public keys ${path} could not be opened.`, error);
  }
}

/**
 * CloudTrail's public keys out of a file, or the .json files of a folder.
 * @throws TrailwatchError that names the file and what is wrong with it; none of it is passed over
 */
export async function loadPublicKeys(path: string): Promise<TrailPublicKeys> {
  const all = new Map<string, NonNullable<ReturnType<TrailPublicKeys['get']>>>();
  for (const file of await filesOf(path)) {
    let answer: unknown;
    try {
      answer = JSON.parse(await readFile(file, 'utf8'));
    } catch (error) {
      throw trouble(`The public keys ${file} are no JSON.`, error);
    }
    const { keys, problems } = readPublicKeys(answer);
    if (problems[0]) throw trouble(`The public keys ${file}: ${problems[0]}`);
    for (const [fingerprint, key] of keys) all.set(fingerprint, key);
  }
  if (all.size === 0) throw trouble(`There is no public key in ${path}.`);
  return all;
}
