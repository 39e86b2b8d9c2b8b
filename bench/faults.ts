import { parseArgs } from 'node:util';
import { faultsOf, runSeeds } from './faults-lanes.ts';
import { describeSchedule, scheduleOf } from './faults-schedule.ts';
import type { Outcome } from './faults-simulation.ts';
import { makeTemplate, removeFolder } from './faults-template.ts';
import { atMost, beside, exactly, type Figure } from './figure.ts';

const usualSeeds = 50;
const lanes = 3;

/** @throws RangeError when the text is no whole number above 0 */
function whole(flag: string, text: string): number {
  const number = Number(text);
  if (Number.isInteger(number) && number > 0) return number;
  throw new RangeError(`--${flag} ${text}: expected a whole number above 0`);
}

/** `--seeds 10`: the first ten; `--seed 7`: that one, told in all words. */
function seedsOf(words: readonly string[]): number[] {
  const { values } = parseArgs({
    args: [...words],
    options: { seeds: { type: 'string' }, seed: { type: 'string' }, json: { type: 'boolean' } },
    allowPositionals: true,
  });
  if (values.seed !== undefined) return [whole('seed', values.seed)];
  return Array.from({ length: values.seeds === undefined ? usualSeeds : whole('seeds', values.seeds) }, (_, index) => index + 1);
}

const totalOf = (counts: readonly Record<string, number>[]): Record<string, number> => {
  const total: Record<string, number> = {};
  for (const one of counts) for (const [name, count] of Object.entries(one)) total[name] = (total[name] ?? 0) + count;
  return total;
};

function tell(outcome: Outcome): void {
  const { seed, seconds, sizes, examples } = outcome;
  const wrong = faultsOf(outcome);
  const verdict =
    wrong.length === 0 ? `equal, ${sizes.points} minutes of ${sizes.series} series, ${sizes.events} events` : wrong.join(', ');
  console.error(`seed ${seed}: ${verdict} (${seconds.toFixed(0)} s)`);
  if (wrong.length === 0) return;
  for (const line of [...describeSchedule(scheduleOf(seed)), ...examples]) console.error(`  ${line}`);
  console.error(`  again, with the same plan: npm run bench -- faults --seed ${seed}`);
}

function figuresOf(outcomes: readonly Outcome[]): Figure[] {
  const sizes = totalOf(outcomes.map((one) => one.sizes));
  const faults = totalOf(outcomes.map((one) => one.faults));
  const dealt = totalOf(outcomes.map((one) => one.dealt));
  const failing = outcomes.filter((one) => faultsOf(one).length > 0).length;
  return [
    exactly(`seeds of ${outcomes.length} in which something is not as the oracle says`, failing, '', 0),
    ...Object.entries(faults).map(([name, count]) => exactly(name, count, '', 0)),
    beside('minutes compared', sizes.points ?? 0, ''),
    beside('CloudTrail events compared', sizes.events ?? 0, ''),
    beside('jobs that ended meanwhile', sizes.endedJobs ?? 0, ''),
    beside(
      'workers that ended by themselves, and were started again',
      outcomes.reduce((sum, { deaths }) => sum + deaths, 0),
      '',
    ),
    ...Object.entries(dealt).map(([name, count]) => beside(`dealt: ${name}`, count, '')),
    atMost('the slowest seed', Math.max(...outcomes.map(({ seconds }) => seconds)), 's', 300),
  ];
}

/** Seeded simulations of a few hours with everything going wrong: what is stored afterwards equals the oracle, exactly. */
export async function measure(_: readonly string[], words: readonly string[]): Promise<Figure[]> {
  const seeds = seedsOf(words);
  const template = await makeTemplate();
  const [only] = seeds;
  if (seeds.length === 1 && only !== undefined) for (const line of describeSchedule(scheduleOf(only))) console.error(line);
  try {
    return figuresOf(await runSeeds({ seeds, template, lanes, onOutcome: tell }));
  } finally {
    removeFolder(template);
  }
}
