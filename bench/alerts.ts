import type { Figure } from './figure.ts';

/** Each part by its name: `npm run bench -- alerts [PART …]`; all but the long ones unless some are named. */
const parts: Readonly<Record<string, (words: readonly string[]) => Promise<Figure[]>>> = {
  judge: async () => (await import('./alerts-judge.ts')).measureJudging(),
  past: async () => (await import('./alerts-past.ts')).measurePast(),
  latency: async () => (await import('./told-latency.ts')).measureLatency(),
  kill: async () => (await import('./told-kills.ts')).measureKills(),
  backtest: async () => (await import('./alerts-backtest.ts')).measureBacktest(),
  anomaly: async () => (await import('./alerts-anomaly.ts')).measureAnomalies(),
  account: async (words) => (await import('./alerts-account.ts')).measureAccount(words),
};

/** It takes hours. */
const long: readonly string[] = ['account'];

/** Alerts at full size. @throws RangeError for a part that there is not */
export async function measure(named: readonly string[], words: readonly string[]): Promise<Figure[]> {
  const unknown = named.find((name) => !parts[name]);
  if (unknown) throw new RangeError(`alerts ${unknown}: expected one of ${Object.keys(parts).join(', ')}`);
  const figures: Figure[] = [];
  const chosen = named.length > 0 ? named : Object.keys(parts).filter((name) => !long.includes(name));
  for (const name of chosen) figures.push(...((await parts[name]?.(words)) ?? []));
  return figures;
}
