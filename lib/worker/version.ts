import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Of the package that this process runs: "0.1.0". */
export function trailwatchVersion(): string {
  const text = readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}
