import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { keys, World } from '#lib/audit/trail/testing/world.ts';
import { verifyAudit } from './audit-verify.ts';
import { exitCodes, type Invocation } from './command.ts';
import { openTrailFolder } from './trail-folder.ts';
import type { TrailReport } from './trail-report.ts';

const root = mkdtempSync(join(tmpdir(), 'trail folder '));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const clock = { TRAILWATCH_DEMO: '1', TRAILWATCH_DEMO_CLOCK: 'fixed:2026-11-29T00:00:00Z' };
for (const [name, value] of Object.entries(clock)) vi.stubEnv(name, value);

const clean = new World();
const listing = { PublicKeyList: [keys.old.listed, keys.current.listed] };

/** A world as `aws s3 sync` would download it, with head-object's answers beside its digests. */
function download(world: World, { withMetadata = true } = {}): string {
  const folder = mkdtempSync(join(root, 'bucket '));
  for (const [key, { bytes, metadata }] of world.bucket) {
    const path = join(folder, key);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, bytes);
    const isNeeded = withMetadata || key === world.key('d29') || key === world.key('b2');
    if (metadata.signature && isNeeded) {
      writeFileSync(`${path}.metadata.json`, JSON.stringify({ AcceptRanges: 'bytes', Metadata: metadata }));
    }
  }
  writeFileSync(join(folder, 'public-keys.json'), JSON.stringify(listing));
  return folder;
}

type Said = { status: number; lines: string[]; report: TrailReport | null };

async function verify(options: Invocation['options'], json = false): Promise<Said> {
  const said: Said = { status: -1, lines: [], report: null };
  const signal = new AbortController().signal;
  const say = (line: string) => void said.lines.push(line);
  const print = (value: unknown) => {
    said.report = value as TrailReport;
  };
  said.status = await verifyAudit({ positionals: ['verify'], options, json, say, print, signal });
  return said;
}

const folder = download(clean);
const damaged = (change: (world: World) => unknown): string => {
  const world = clean.clone();
  change(world);
  return download(world);
};

describe('a clean folder', () => {
  test('verifies', async () => {
    const { status, lines } = await verify({ trail: folder });
    expect(lines.slice(-2)).toEqual([
      '30/30 digest files valid, 3/3 backfill digest files valid, 63/63 log files valid.',
      'Verified.',
    ]);
    expect(status).toBe(exitCodes.ok);
  });

  test('verifies without metadata beside any digest but the newest, and says so', async () => {
    const { status, lines } = await verify({ trail: download(clean, { withMetadata: false }) });
    expect(lines.join('\n')).toContain('31 digest files had no metadata file beside');
    expect(status).toBe(exitCodes.ok);
  });

  test('is the same as JSON', async () => {
    const { report } = await verify(
      { trail: folder, from: '2026-11-18T12:00:00Z', to: '2026-11-18T20:00:00Z', account: '111122223333' },
      true,
    );
    expect(report).toMatchObject({ intact: true, bucket: 'log-archive', digests: { valid: 9, total: 9 }, findings: [], more: 0 });
    expect(report?.chains).toEqual([
      {
        chain: expect.stringContaining('org_trail'),
        stretches: [
          { state: 'verified', from: '2026-11-18T12:00:00Z', to: '2026-11-18T14:00:00Z', hours: 2 },
          { state: 'backfilled', from: '2026-11-18T14:00:00Z', to: '2026-11-18T17:00:00Z', hours: 3 },
          { state: 'verified', from: '2026-11-18T17:00:00Z', to: '2026-11-18T20:00:00Z', hours: 3 },
        ],
      },
    ]);
  });

  test('by the command itself, on a machine without a database', () => {
    const main = join(import.meta.dirname, 'main.ts');
    const { stdout, stderr, status } = spawnSync(process.execPath, [main, 'audit', 'verify', '--trail', folder], {
      env: { NODE_ENV: 'test', PATH: process.env.PATH, TRAILWATCH_HOME: root, ...clock },
      encoding: 'utf8',
    });
    expect({ stderr, status, last: stdout.trimEnd().split('\n').at(-1) }).toEqual({ stderr: '', status: 0, last: 'Verified.' });
  });
});

describe('a folder with a fault says what and where, and does not exit 0', () => {
  test.each<[string, (world: World) => unknown, RegExp]>([
    ['a log altered', (w) => w.content('l12.0', () => '{}'), /_20261118T2141Z_.*: altered; its content has another hash/],
    [
      'two digests deleted',
      (w) => w.remove('d12', 'd13'),
      /_20261118T233649Z.*: missing; it was delivered\.\n.* 2026-11-18T21:36:49Z to 2026-11-18T22:36:49Z: no digest, and/,
    ],
    ['the newest digests deleted', (w) => w.remove('d26', 'd27', 'd28', 'd29'), /: no digest, though it is long due/],
    [
      'every digest deleted',
      (w) => [...w.bucket.keys()].filter((key) => key.includes('Digest')).map((key) => w.bucket.delete(key)),
      /log files, and no digest at all \(account 111122223333, eu-west-1\)/,
    ],
  ])('%s', async (_, change, expected) => {
    const { status, lines } = await verify({ trail: damaged(change) });
    expect(lines.join('\n')).toMatch(expected);
    expect(lines.at(-1)).toMatch(/^Not verified: /);
    expect(status).toBe(exitCodes.fault);
  });

  test('of another bucket than the one that is named', async () => {
    expect(await verify({ trail: folder, bucket: 'log-archive' })).toMatchObject({ status: exitCodes.ok });
    const { status, lines } = await verify({ trail: folder, bucket: 'another' });
    expect(lines.join('\n')).toContain('it belongs to another bucket (it belongs to log-archive)');
    expect(status).toBe(exitCodes.fault);
  });

  test('whose metadata cannot be read', async () => {
    const copy = download(clean);
    writeFileSync(join(copy, `${clean.key('d12')}.metadata.json`), '<html>');
    const { status, lines } = await verify({ trail: copy });
    expect(lines.join('\n')).toContain('could not be read (.metadata.json beside it: no JSON)');
    expect(status).toBe(exitCodes.fault);
  });
});

describe('links', () => {
  const outside = join(root, 'outside');
  const copy = download(clean);
  const linked = join(copy, clean.key('l12.0'));
  cpSync(linked, outside);
  rmSync(linked);
  symlinkSync(outside, linked);

  test('are not followed, whatever lies behind them', async () => {
    const { status, lines } = await verify({ trail: copy });
    expect(lines.join('\n')).toContain('could not be read (a link; links are not followed)');
    expect(status).toBe(exitCodes.fault);
  });

  test('and keys that lead out of the folder read nothing', async () => {
    const reader = await openTrailFolder(copy);
    for (const key of ['../outside', `../${outside}`, outside, '', '.', 'central/../../outside', 'central']) {
      expect(await reader.read(key)).toEqual({ kind: 'missing' });
    }
  });
});

test('a listing is in S3’s order, and after a key', async () => {
  const odd = mkdtempSync(join(root, 'odd '));
  for (const name of ['a.b', 'a/b', 'a-b', 'ab', 'é', '\u{1f600}', '\uff5e']) {
    mkdirSync(dirname(join(odd, name)), { recursive: true });
    writeFileSync(join(odd, name), '');
  }
  const reader = await openTrailFolder(odd);
  const list = async (prefix: string, after: string) => {
    const found: string[] = [];
    for await (const key of reader.list(prefix, after)) found.push(key);
    return found;
  };
  expect(await list('', '')).toEqual(['a-b', 'a.b', 'a/b', 'ab', 'é', '\uff5e', '\u{1f600}']);
  expect(await list('a', 'a.b')).toEqual(['a/b', 'ab']);
  expect(await list('a/', 'a/b')).toEqual([]);
});

describe('wrong usage names the place and the mend', () => {
  const keyless = mkdtempSync(join(root, 'keyless '));
  const noKeys = join(keyless, 'none.json');
  const badKeys = join(keyless, 'bad.json');
  writeFileSync(noKeys, '{"PublicKeyList":[]}');
  writeFileSync(badKeys, JSON.stringify({ PublicKeyList: [{ ...keys.old.listed, Fingerprint: keys.current.fingerprint }] }));

  test.each<[Invocation['options'], RegExp, RegExp]>([
    [{ trail: join(root, 'nowhere') }, /--trail .*nowhere could not be opened/, /aws s3 sync/],
    [{ trail: join(folder, 'public-keys.json') }, /could not be opened/, /aws s3 sync/],
    [{ trail: folder, 'public-keys': join(root, 'no-keys') }, /public keys .*no-keys could not be opened/, /list-public-keys/],
    [{ trail: folder, 'public-keys': noKeys }, /no public key in .*none\.json/, /list-public-keys/],
    [{ trail: folder, 'public-keys': badKeys }, /bad\.json: Key 1 has another fingerprint/, /list-public-keys/],
    [{ trail: folder, 'public-keys': import.meta.filename }, /are no JSON/, /list-public-keys/],
    [{ trail: folder, from: '19 November' }, /--from 19 November is no time/, /2026-11-19T07:42:00Z/],
    [{ trail: folder, from: '2026-11-19T07:42:00' }, /is no time/, /in UTC/],
    [{ trail: folder, from: '2026-11-20', to: '2026-11-19' }, /--from is not before --to/, /earlier/],
    [{ trail: folder, checkpoints: 'x' }, /--checkpoints belongs to --journal/, /--trail/],
    [{ journal: true, from: '2026-11-19' }, /--from belongs to --trail/, /--journal/],
    [{ trail: folder, account: '1111' }, /--account 1111 is none/, /12 digits/],
    [{ trail: folder, region: 'eu-west-1,Frankfurt' }, /--region Frankfurt is none/, /eu-west-1/],
    [{ trail: folder, region: 'eu-west-1,eu-west-3' }, /no file of CloudTrail’s in .* of eu-west-3/, /--region/],
    [
      { trail: folder, 'trail-name': 'none', account: '999999999999' },
      /no file of CloudTrail’s in .* of 999999999999/,
      /--account/,
    ],
    [{ trail: folder, to: '9999-12-31' }, /--to lies in the future/, /downloaded/],
  ])('%j', async (options, message, mend) => {
    await expect(verify(options)).rejects.toMatchObject({
      code: 'invalid',
      message: expect.stringMatching(message),
      mend: expect.stringMatching(mend),
    });
  });

  test.each<Invocation['options']>([{}, { trail: folder, journal: true }])('%j', async (options) => {
    const { status, lines } = await verify(options);
    expect({ status, text: lines.join(' ') }).toEqual({
      status: exitCodes.usage,
      text: expect.stringContaining('--trail FOLDER'),
    });
  });
});

test.each(['0001', '9999'])('a file dated in the year %s costs nothing, and is told', async (year) => {
  const path = damaged((world) => world.copy('d12', world.key('d12').replaceAll('2026', year)));
  const { status, lines } = await verify({ trail: path });
  expect(lines.join('\n')).toMatch(year === '9999' ? /1 file is dated in the future/ : /a copy of another digest of this trail/);
  expect(status).toBe(exitCodes.fault);
});

test('a window beyond what is there is not taken for clean', async () => {
  const { status, lines } = await verify({ trail: folder, to: '2026-11-20T20:00:00Z' });
  expect(lines.join('\n')).toContain('no digest, though it is long due');
  expect(status).toBe(exitCodes.fault);
});
