import type { Figure } from './figure.ts';

/** `words`: all that was written after the name, flags included. */
type Bench = { measure(parts: readonly string[], words: readonly string[]): Promise<Figure[]> };

/** `npm run bench -- NAME [PART …] [--json]`: measures, prints a table, exits 1 when a figure falls short. */
const benches: Record<string, () => Promise<Bench>> = {
  access: () => import('./access.ts'),
  alerts: () => import('./alerts.ts'),
  audit: () => import('./audit.ts'),
  collect: () => import('./collect.ts'),
  faults: () => import('./faults.ts'),
  store: () => import('./store.ts'),
  trail: () => import('./trail.ts'),
  web: () => import('./web.ts'),
};

const words = process.argv.slice(2);
const json = words.includes('--json');
const [name = '', ...parts] = words.filter((word) => !word.startsWith('-'));
const load = benches[name];
if (!load) {
  console.error(`npm run bench -- NAME, one of: ${Object.keys(benches).join(', ')}`);
  process.exit(2);
}

const figures = await (await load()).measure(parts, words.slice(1));
if (json) console.log(JSON.stringify({ bench: name, figures }));
else printTable(figures);
process.exit(figures.every((figure) => figure.holds) ? 0 : 1);

function printTable(rows: readonly Figure[]): void {
  const width = Math.max(...rows.map((row) => row.name.length));
  for (const { name: title, value, unit, target, bound: sign, holds } of rows) {
    const bound = target === null ? '' : `${sign} ${target} ${unit}`;
    const verdict = target === null ? '' : holds ? 'holds' : 'FALLS SHORT';
    console.log(`${title.padEnd(width)}  ${String(value).padStart(9)} ${unit.padEnd(6)} ${bound.padEnd(14)} ${verdict}`);
  }
}
