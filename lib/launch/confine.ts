import { existsSync, realpathSync } from 'node:fs';
import { resolve } from 'node:path';
import { TrailwatchError } from '../errors.ts';

/** Files and folders (with all below them) that a process may read, and change; a name that ends in * stands for all that begin so. */
export type Needs = {
  read: readonly string[];
  write: readonly string[];
  /** Programs that it starts are held by nothing. */
  mayStartPrograms?: boolean;
};

/** As it is named, and where it lies: Node judges a file by the name it is asked for, but loads modules from where they lie. */
function namesOf(root: string, path: string): string[] {
  const named = resolve(root, path);
  if (named.slice(0, -1).includes('*')) {
    throw new TrailwatchError('invalid', `${named}: Node takes * in a path that it guards for any text`, {
      mend: 'give the folder a name without *',
    });
  }
  const parent = resolve(named, '..');
  const real = existsSync(named)
    ? realpathSync(named)
    : existsSync(parent)
      ? resolve(realpathSync(parent), named.slice(parent.length + 1))
      : named;
  return [...new Set([named, real])];
}

/**
 * Node's flags that hold a process to its needs: no other file, no program, no worker thread, no native add-on, no debugger.
 * Connections it may make: Node 24 has no flag for them.
 * @throws TrailwatchError `invalid` for a path that the flags cannot name
 */
export function confinement(root: string, { read, write, mayStartPrograms = false }: Needs): string[] {
  const flags = (name: string, paths: readonly string[]): string[] =>
    [...new Set(paths.flatMap((path) => namesOf(root, path)))].map((path) => `--allow-fs-${name}=${path}`);
  return [
    '--permission',
    ...flags('read', [...read, ...write]),
    ...flags('write', write),
    ...(mayStartPrograms ? ['--allow-child-process'] : []),
  ];
}
