import { table } from './table.ts';
/** The words of health, worst first: unknown outranks healthy, because what nobody could read may be failing. */
export const healthWords = {
  failing: { rank: 0, says: 'Callers or the service are harmed now.' },
  degraded: { rank: 1, says: 'It works, with less than was asked for or less than it should have.' },
  unknown: { rank: 2, says: 'Too little could be read to tell.' },
  changing: { rank: 3, says: 'A change is under way and no rule is broken.' },
  healthy: { rank: 4, says: 'Everything that could be read is inside its rules.' },
  no_traffic: { rank: 5, says: 'It stands ready and nothing calls it.' },
} as const;

export type Health = keyof typeof healthWords;

export const healthIds = Object.keys(healthWords) as Health[];

/** The word that outranks the others; `no_traffic` of nothing. */
export const worstHealth = (words: Iterable<Health>): Health =>
  [...words].reduce((worst, word) => (healthWords[word].rank < healthWords[worst].rank ? word : worst), 'no_traffic' as Health);

/** A rule is broken when `of` of the last `minutes` settled minutes are beyond `limit`. */
export type HealthRule = {
  word: Exclude<Health, 'healthy'>;
  /** What holds while all is well, as the "why" panel says it; {limit} stands for the limit in force. */
  promise: string;
  limit: number;
  unit: string;
  of: number;
  minutes: number;
};

const rule = (row: HealthRule): HealthRule => row;

/** Limits of endpoints. A p99 limit is each endpoint's own: `latencyFactor` times what was usual for it. */
export const endpointRules = {
  errors: rule({ word: 'failing', promise: '5xx under {limit}, 5 of 5 min', limit: 1, unit: '%', of: 5, minutes: 5 }),
  errors_some: rule({ word: 'degraded', promise: '5xx under {limit}, 3 of 5 min', limit: 1, unit: '%', of: 3, minutes: 5 }),
  latency: rule({ word: 'failing', promise: 'p99 under {limit}, 5 of 5 min', limit: 0, unit: 'ms', of: 5, minutes: 5 }),
  down: rule({ word: 'failing', promise: 'an instance runs, 5 min', limit: 0, unit: 'instances', of: 5, minutes: 5 }),
  capacity: rule({ word: 'degraded', promise: 'running = wanted, 10 min', limit: 0, unit: 'instances', of: 10, minutes: 10 }),
  memory: rule({ word: 'degraded', promise: 'memory under {limit}, 5 of 5 min', limit: 90, unit: '%', of: 5, minutes: 5 }),
  disk: rule({ word: 'degraded', promise: 'disk under {limit}, 5 of 5 min', limit: 90, unit: '%', of: 5, minutes: 5 }),
  gpu_memory: rule({
    word: 'degraded',
    promise: 'GPU memory under {limit}, 5 of 5 min',
    limit: 95,
    unit: '%',
    of: 5,
    minutes: 5,
  }),
  backlog: rule({
    word: 'degraded',
    promise: 'oldest request under {limit}, 10 of 10 min',
    limit: 900,
    unit: 's',
    of: 10,
    minutes: 10,
  }),
  status: rule({ word: 'failing', promise: 'status InService', limit: 0, unit: '', of: 1, minutes: 1 }),
  read: rule({ word: 'unknown', promise: 'read within {limit}', limit: 10, unit: 'min', of: 1, minutes: 1 }),
  traffic: rule({ word: 'no_traffic', promise: 'called within {limit}', limit: 60, unit: 'min', of: 60, minutes: 60 }),
} as const satisfies Record<string, HealthRule>;

export type EndpointRuleId = keyof typeof endpointRules;

/** An endpoint's own p99 limit: `factor` times its median over a day, once `atLeast` minutes of it were read. */
export const latencyLimit = { factor: 2, atLeast: 120, floorMs: 50 } as const;

/** SageMaker's words for an endpoint, and what each means here; a word that is not listed is unknown. */
export const endpointStatuses = table<Health>({
  InService: 'healthy',
  Creating: 'changing',
  Updating: 'changing',
  SystemUpdating: 'changing',
  Deleting: 'changing',
  RollingBack: 'degraded',
  UpdateRollbackFailed: 'failing',
  OutOfService: 'failing',
  Failed: 'failing',
});

/** HyperPod's words for a node. */
export const nodeStatuses = table<Health>({
  Running: 'healthy',
  Pending: 'changing',
  ShuttingDown: 'changing',
  SystemUpdating: 'changing',
  DeepHealthCheckInProgress: 'changing',
  Failure: 'failing',
  NotFound: 'unknown',
});

/** Container Insights' gauges of a node, worst first: the first that reads 1 decides. */
export const nodeGauges = [
  { metric: 'node.pending_replacement', word: 'failing', says: 'failed its checks and awaits replacement' },
  { metric: 'node.pending_reboot', word: 'degraded', says: 'failed its checks and awaits a reboot' },
  { metric: 'node.unschedulable', word: 'changing', says: 'is in deep checks and takes no work' },
  { metric: 'node.schedulable', word: 'healthy', says: 'takes work' },
] as const satisfies readonly { metric: string; word: Health; says: string }[];

/** Limits of what a team has besides endpoints, and how many things may ask for someone at once. */
export const teamRules = {
  /** Failed jobs in 24 h, and their share of all that ran, from which on the team is degraded. */
  failedJobs: 3,
  failedJobShare: 0.25,
  /** Minutes without anybody's work of the workteam of a labeling job that has tasks waiting, at a time when it usually works. */
  idleLabelingMinutes: 30,
  /** So many of a workteam must have worked in the same minutes both yesterday and a week ago: one or two are elsewhere on any day. */
  labelingRegulars: 5,
  /** The log of who works must have been read so lately for its silence to mean that nobody does. */
  heardWithinMinutes: 15,
  needs: 5,
} as const;
