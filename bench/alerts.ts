import type { Figure } from './figure.ts';

/** Each part by its name: `npm run bench -- alerts [PART …]`; all of them unless some are named. */
const parts: Readonly<Record<string, () => Promise<Figure[]>>> = {
  judge: async () => (await import('./alerts-judge.ts')).measureJudging(),
  past: async () => (await import('./alerts-past.ts')).measurePast(),
  latency: async () => (await import('./told-latency.ts')).measureLatency(),
  kill: async () => (await import('./told-kills.ts')).measureKills(),
  backtest: async () => (await import('./alerts-backtest.ts')).measureBacktest(),
  anomaly: async () => (await import('./alerts-anomaly.ts')).measureAnomalies(),
};

/** Alerts at full size. @throws RangeError for a part that there is not */
export async function measure(named: readonly string[]): Promise<Figure[]> {
  const unknown = named.find((name) => !parts[name]);
  if (unknown) throw new RangeError(`alerts ${unknown}: expected one of ${Object.keys(parts).join(', ')}`);
  const figures: Figure[] = [];
  for (const name of named.length > 0 ? named : Object.keys(parts)) figures.push(...((await parts[name]?.()) ?? []));
  return figures;
}
