import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { plainHttpSentence } from '../config-server.ts';
import { boundsTold, type Limits, limits } from './limits.ts';
import { closedPolicy, contentSecurityPolicy, securityHeaders } from './security-headers.ts';

const page = readFileSync(join(import.meta.dirname, '../../docs/security/server.md'), 'utf8').replaceAll(/ +\|/g, ' |');

const scaled = (value: number, unit: string): string => {
  if (unit === 'ms') return `${value / 1000} s`;
  return unit === 'bytes' ? `${value / 1024} KiB` : value.toLocaleString('en-GB');
};
const boundRows = (Object.keys(boundsTold) as (keyof Limits)[]).map((name) => {
  const { what, unit, beyond } = boundsTold[name];
  return `| ${what} | ${scaled(limits[name], unit)} | ${beyond} |`;
});
const headers = securityHeaders('/all', contentSecurityPolicy('…'), true);
const headerRows = Object.entries(headers).map(([name, value]) => `- \`${name}: ${value}\``);

test.each([...boundRows, ...headerRows, closedPolicy, plainHttpSentence])('docs/security/server.md says: %s', (text) => {
  expect(page).toContain(text);
});

test('and no bound or header that does not exist', () => {
  const rows = page.split('\n').filter((line) => /^- `[A-Z]|\| (4\d\d|it is closed .*|the connection is .*) \|$/.test(line));
  expect(rows.toSorted()).toEqual([...boundRows, ...headerRows].toSorted());
});
