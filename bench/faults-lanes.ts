import { type Child, startBenchChild } from './child.ts';
import type { SeedAsk } from './faults-seed.ts';
import type { Outcome } from './faults-simulation.ts';

type Lanes = { seeds: readonly number[]; template: string; lanes: number; onOutcome?: (outcome: Outcome) => void };

/** Lives through seeds, some at once, each lane a process: most of their time they wait for heartbeats and restarts. In the order of the seeds. */
export async function runSeeds({ seeds, template, lanes, onOutcome = () => {} }: Lanes): Promise<Outcome[]> {
  const left = [...seeds];
  const outcomes: Outcome[] = [];
  const lane = async (): Promise<void> => {
    const child: Child<SeedAsk, Outcome> = startBenchChild('faults-seed.ts', {});
    try {
      for (let seed = left.shift(); seed !== undefined; seed = left.shift()) {
        const outcome = await child.ask({ seed, template });
        outcomes.push(outcome);
        onOutcome(outcome);
      }
    } finally {
      await child.stop();
    }
  };
  await Promise.all(Array.from({ length: Math.min(lanes, seeds.length) }, lane));
  return outcomes.toSorted((a, b) => a.seed - b.seed);
}

/** What is wrong with an outcome, in words; nothing where stored equals the oracle. */
export const faultsOf = ({ faults, isSettled, deaths }: Outcome): string[] => [
  ...Object.entries(faults).flatMap(([name, count]) => (count === 0 ? [] : [`${count} ${name}`])),
  ...(isSettled ? [] : ['the quiet time did not suffice']),
  ...(deaths === 0 ? [] : [`${deaths} workers ended by themselves`]),
];
