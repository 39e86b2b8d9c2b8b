import { copyFileSync, mkdtempSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { migrationScripts } from '../../migrate/files.ts';
import { migrationLock } from '../../migrate/migrate.ts';
import { testDatabase } from '../../testing/database.ts';
import { backupDatabase } from './backup.ts';
import { digestTables } from './compare.ts';
import { checkBackup } from './file-reader.ts';
import { restoreDatabase } from './restore.ts';

const folder = mkdtempSync(join(tmpdir(), 'trailwatch damaged '));
const file = join(folder, 'whole');
const { pool, url } = await testDatabase();
const restore = (from: string) =>
  restoreDatabase({ url, file: from, migrations: migrationScripts(), migrationLock, replaces: true });

/** Nothing was touched: each refusal comes before the first statement. */
const isUntouched = async (): Promise<boolean> => (await digestTables(url)).find(({ table }) => table === 'team')?.rows === 4000;

beforeAll(async () => {
  await pool.query(
    `insert into team (slug, name, created_at) select md5(i::text), sha512(i::text::bytea)::text, now() from generate_series(1, 4000) i`,
  );
  await backupDatabase({ url, file, now: 0, migrationLock });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('a file that is not whole', () => {
  const damaged = (name: string, change: (path: string) => void): string => {
    const path = join(folder, name);
    copyFileSync(file, path);
    change(path);
    return path;
  };

  test.each([
    ['empty', 0, /ends at byte 0, at its beginning/],
    ['cut in its first line', 7, /ends at byte 7, at its beginning/],
    ['cut in its header', 60, /ends at byte \d+, at its beginning/],
    ['cut in the middle', 0.5, /ends at byte \d+, (in table \w+|between tables): its end is missing/],
    ['cut by one byte', -1, /ends at byte \d+, between tables/],
  ])('%s', async (name, length, words) => {
    const size = statSync(file).size;
    const path = damaged(name, (to) =>
      truncateSync(to, length < 0 ? size + length : length < 1 ? Math.floor(size * length) : length),
    );
    await expect(restore(path)).rejects.toThrow(words);
    expect(await isUntouched()).toBe(true);
  });

  test('flipped anywhere, by one bit', async () => {
    const bytes = readFileSync(file);
    for (let n = 0; n < 24; n += 1) {
      const at = Math.floor((n * (bytes.length - 1)) / 23);
      const path = damaged('flipped', (to) => {
        const other = Buffer.from(bytes);
        other.writeUInt8(other.readUInt8(at) ^ (1 << (n % 8)), at);
        writeFileSync(to, other);
      });
      await expect(checkBackup(path), `bit ${n % 8} of byte ${at}`).rejects.toThrow(/byte \d+|no backup of Trailwatch|format/);
    }
  });

  test.each([
    ['longer than it was', Buffer.concat([readFileSync('/etc/hostname'), Buffer.from('x')]), true, /goes on after its end/],
    [
      'something else',
      Buffer.from('PGDMP and so on, a dump of another kind'),
      false,
      /is no backup of Trailwatch: it begins with other bytes/,
    ],
    ['of another format', Buffer.from('TRAILWATCH BACKUP 2\nand so on'), false, /is of format 2; this Trailwatch reads format 1/],
  ])('%s', async (name, bytes, isAppended, words) => {
    const path = damaged(name, (to) => writeFileSync(to, bytes, { flag: isAppended ? 'a' : 'w' }));
    await expect(restore(path)).rejects.toThrow(words);
  });

  test('that is not there', async () => {
    await expect(restore(join(folder, 'nowhere'))).rejects.toThrow(/cannot be read: ENOENT/);
  });
});
