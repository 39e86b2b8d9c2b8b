import { parseArgs } from 'node:util';
import { alertRuleIds } from '#lib/catalog/alert-rules.ts';
import type { AccountAnswer, AccountAsk } from './account-plan.ts';
import type { SeedAnswer } from './account-seed.ts';
import type { Told } from './account-verdict.ts';
import { seedsOf } from './audit-questions.ts';
import { startBenchChild } from './child.ts';
import { atLeast, beside, exactly, type Figure } from './figure.ts';

const lanes = 2;
const usualDays = '28';
/** Of twenty seeds. */
const changesOfTwenty = 30;
const firstOfParents = 0.9;
/** Of the faults of a seed. */
const mostTold = 40;

/** `--days=28`. @throws RangeError for what is no whole number of at most two digits */
export function daysOf(words: readonly string[]): number {
  const { values } = parseArgs({
    args: words.filter((word) => word.startsWith('--days')),
    options: { days: { type: 'string', default: usualDays } },
  });
  if (!/^\d{1,2}$/.test(values.days)) throw new RangeError(`--days=${values.days}: expected 28, or 0 for none`);
  return Number(values.days);
}

const sum = (list: readonly number[]): number => list.reduce((total, one) => total + one, 0);
const saidLate = ({ cause, rule, name, lateMs }: Told): string =>
  `${cause}: ${rule} of ${name} ${lateMs === null ? 'not told' : `told ${(lateMs / 1000).toFixed(0)} s too late`}`;

function tell(seed: number, { quiet, computed, verdict, seconds }: SeedAnswer): void {
  const { told, wrong, grouped, ranked } = verdict;
  const faults = [
    ...Object.values(quiet).flatMap(({ alarms }) => alarms.map((one) => `on a quiet day: ${one}`)),
    ...computed.missed.map((one) => `computed, not told in time: ${one}`),
    ...computed.wrong.map((one) => `computed, of no incident: ${one}`),
    ...told.filter(({ lateMs }) => lateMs !== 0).map(saidLate),
    ...wrong.map((one) => `of no incident: ${one}`),
    ...grouped
      .filter(({ notifications }) => notifications > 1)
      .map(({ cause, alerts, notifications }) => `${cause}: ${alerts} alerts in ${notifications} notifications`),
    ...ranked
      .filter(({ rank }) => rank !== 1)
      .map((one) => `${one.cause}, ${one.rule}: its change ranks ${one.rank}, first is ${one.first}`),
  ];
  console.error(
    `seed ${seed}: ${told.length} to be told, ${ranked.length} with a change, ${faults.length} faults (${seconds.toFixed(0)} s)`,
  );
  for (const one of faults.slice(0, mostTold)) console.error(`  ${one}`);
  if (faults.length > mostTold) console.error(`  and ${faults.length - mostTold} more`);
}

type Lanes = { seeds: readonly number[]; days: number };

async function runLanes({ seeds, days }: Lanes): Promise<AccountAnswer[]> {
  const left = [...seeds];
  const answers: AccountAnswer[] = [];
  const lane = async (): Promise<void> => {
    for (let seed = left.shift(); seed !== undefined; seed = left.shift()) {
      const child = startBenchChild<AccountAsk, SeedAnswer>('account-seed.ts', {});
      try {
        const answer = await child.ask({ seed, days });
        answers.push(answer);
        tell(seed, answer);
      } finally {
        await child.stop();
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(lanes, seeds.length) }, lane));
  return answers;
}

function rankFigures(answers: readonly AccountAnswer[]): Figure[] {
  const ranked = answers.flatMap(({ verdict }) => verdict.ranked);
  const own = ranked.filter(({ isOwn }) => isOwn);
  const above = ranked.filter(({ isOwn }) => !isOwn);
  const first = (list: typeof ranked): number => list.filter(({ rank }) => rank === 1).length;
  return [
    atLeast('alerts that a change caused', ranked.length, '', (changesOfTwenty * answers.length) / 20),
    exactly(`a change of the resource itself ranks first, of ${own.length}`, first(own), '', own.length),
    atLeast(`a change of what it is made of ranks first, of ${above.length}`, first(above), '', firstOfParents * above.length),
  ];
}

function quietFigures(answers: readonly AccountAnswer[]): Figure[] {
  return (['endpoints', 'labeling jobs'] as const).flatMap((what) => {
    const own = answers.map(({ quiet }) => quiet[what]);
    return [
      beside(`minutes of ${what} judged on quiet days`, sum(own.map(({ minutes }) => minutes)), ''),
      exactly(`alerts of ${what} on quiet days`, sum(own.map(({ alarms }) => alarms.length)), '', 0),
    ];
  });
}

function computedFigures(answers: readonly AccountAnswer[]): Figure[] {
  const all = answers.map(({ computed }) => computed);
  const due = sum(all.map((one) => one.due));
  return [
    exactly(
      `computed of a day of incidents: told in time, of ${due}`,
      due - sum(all.map(({ missed }) => missed.length)),
      '',
      due,
    ),
    exactly('computed: alerts of what no incident struck', sum(all.map(({ wrong }) => wrong.length)), '', 0),
  ];
}

function figuresOf(answers: readonly AccountAnswer[]): Figure[] {
  const told = answers.flatMap(({ verdict }) => verdict.told);
  const grouped = answers.flatMap(({ verdict }) => verdict.grouped).filter(({ alerts }) => alerts > 0);
  const rules = alertRuleIds.filter((id) => told.some(({ rule }) => rule === id));
  return [
    ...quietFigures(answers),
    ...computedFigures(answers),
    ...rules.map((id) => {
      const own = told.filter(({ rule }) => rule === id);
      return exactly(`${id}: told in time, of ${own.length}`, own.filter(({ lateMs }) => lateMs === 0).length, '', own.length);
    }),
    exactly('alerts of what no incident struck', sum(answers.map(({ verdict }) => verdict.wrong.length)), '', 0),
    beside('incidents that were told of', grouped.length, ''),
    exactly(
      'incidents told in more than one notification',
      grouped.filter(({ notifications }) => notifications > 1).length,
      '',
      0,
    ),
    ...rankFigures(answers),
  ];
}

/**
 * The rules that are on from the first minute, over seeds of the demo account: nothing fires on quiet days, and of incidents each rule tells in
 * its time, in one notification, with the change that caused it ranked first.
 */
export async function measureAccount(words: readonly string[]): Promise<Figure[]> {
  const seeds = seedsOf(words.filter((word) => !word.startsWith('--days')));
  return figuresOf(await runLanes({ seeds, days: daysOf(words) }));
}
