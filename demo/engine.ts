import type { CredentialStore, Principal } from './credentials.ts';
import type { Knobs } from './knobs.ts';
import type { DenyList } from './permissions.ts';
import type { Quotas } from './quotas.ts';
import type { CallContext } from './scenario/types.ts';

/** What the engine knows of a call beyond the scenario; STS and CloudWatch's datapoint quota need it. */
export type EngineContext = CallContext & {
  principal: Principal;
  credentials: CredentialStore;
  denied: DenyList;
  /** undefined: quotas are switched off. */
  quotas: Quotas | undefined;
  knobs: Knobs;
  /** The share of minutes, series by series, whose data comes minutes later than usual. */
  late: number;
};

export type EngineOperation = (input: Record<string, unknown>, context: EngineContext) => Record<string, unknown>;
