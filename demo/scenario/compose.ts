import { accounts } from '../accounts.ts';
import { fleet } from './fleet/part.ts';
import { floor } from './floor/part.ts';
import type { Scale, Scenario, ScenarioPart } from './types.ts';

export type ScenarioOptions = { seed: string; scale: Scale };

/** What makes up the account; a part is a noun and all that it causes. */
const makers: readonly ((options: ScenarioOptions) => ScenarioPart)[] = [fleet, floor];
const plainMakers: typeof makers = [fleet];

/** The whole scenario of a seed: the same options always make the same account. */
export const compose = (options: ScenarioOptions): Scenario => ({
  ...options,
  accounts,
  parts: (options.scale.isPlain ? plainMakers : makers).map((make) => make(options)),
});
