import { answerAsks } from './child.ts';
import { scheduleOf } from './faults-schedule.ts';
import { type Outcome, simulate } from './faults-simulation.ts';

/** A process that lives through seeds, one after another. `template` as `makeTemplate` made it. */
export type SeedAsk = { seed: number; template: string };

answerAsks<SeedAsk, Outcome>(({ seed, template }) => simulate(scheduleOf(seed), template));
