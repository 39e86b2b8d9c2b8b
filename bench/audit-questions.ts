import { parseArgs } from 'node:util';
import { readyQuestions } from '#lib/audit/detections/questions.ts';
import { ruleIds } from '#lib/audit/detections/rules.ts';
import { runLanes } from './audit-questions-lanes.ts';
import type { SeedAnswer } from './audit-questions-seed.ts';
import { faultCount, faultKinds, type Verdict } from './audit-questions-verdict.ts';
import { atLeast, beside, exactly, type Figure } from './figure.ts';

const usualSeeds = '1-20';
const lanes = 2;

/** `--seeds=1-20`, or `--seeds=3,7`. @throws RangeError for what is no list of whole numbers above 0 */
export function seedsOf(words: readonly string[]): number[] {
  const { values } = parseArgs({
    args: words.filter((word) => word.startsWith('--')),
    options: { seeds: { type: 'string', default: usualSeeds }, json: { type: 'boolean' } },
  });
  return values.seeds.split(',').flatMap((part) => {
    const [, first, last = first] = /^([1-9]\d{0,5})(?:-([1-9]\d{0,5}))?$/.exec(part) ?? [];
    if (first === undefined || Number(last) < Number(first))
      throw new RangeError(`--seeds=${values.seeds}: expected 1-20, or 3,7`);
    return Array.from({ length: Number(last) - Number(first) + 1 }, (_, index) => Number(first) + index);
  });
}

function tell(seed: number, verdict: Verdict, seconds: number): void {
  const wrong = faultCount(verdict);
  const { quietChanges, quietEvents } = verdict.compared;
  const culprits = Object.values(verdict.rules).reduce((sum, one) => sum + one.culprits, 0);
  console.error(
    `seed ${seed}: ${wrong === 0 ? 'as the demo says' : `${wrong} faults`}, ${culprits} culprits, in quiet weeks ${quietChanges} changes and ${quietEvents} events compared (${seconds.toFixed(0)} s)`,
  );
  for (const [kind, list] of Object.entries(verdict.faults)) for (const one of list) console.error(`  ${kind}: ${one}`);
}

const sum = (list: readonly number[]): number => list.reduce((total, one) => total + one, 0);

function figuresOf(verdicts: readonly Verdict[]): Figure[] {
  const ofRule = (rule: string, what: 'culprits' | 'found') => sum(verdicts.map(({ rules }) => rules[rule]?.[what] ?? 0));
  return [
    ...ruleIds.map((rule) =>
      exactly(`${rule}: found, of ${ofRule(rule, 'culprits')}`, ofRule(rule, 'found'), '', ofRule(rule, 'culprits')),
    ),
    ...faultKinds.map((kind) => exactly(kind, sum(verdicts.map(({ faults }) => faults[kind].length)), '', 0)),
    exactly(
      `seeds of ${verdicts.length} that are as the demo says`,
      verdicts.filter((one) => faultCount(one) === 0).length,
      '',
      verdicts.length,
    ),
    atLeast(
      'changes and events compared in quiet weeks',
      sum(verdicts.map(({ compared }) => compared.quietChanges + compared.quietEvents)),
      '',
      100 * verdicts.length,
    ),
    ...readyQuestions.map(({ ask }) =>
      beside(`rows of “${ask}” in a day, at most`, Math.max(...verdicts.map(({ rows }) => rows[ask] ?? 0)), ''),
    ),
  ];
}

/**
 * The demo's incidents, drawn by seed, against what the product says of them: each ready question, each detection, what is unexplained; and
 * quiet weeks, in which there is nothing to say.
 */
export async function measureQuestions(words: readonly string[]): Promise<Figure[]> {
  const onVerdict = (seed: number, { verdict, seconds }: SeedAnswer) => tell(seed, verdict, seconds);
  return figuresOf(await runLanes({ seeds: seedsOf(words), lanes, onVerdict }));
}
