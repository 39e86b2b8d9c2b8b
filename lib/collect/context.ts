import type { Logger } from 'pino';
import type { CallFailure, CallRow } from '#lib/aws/call.ts';
import type { AwsRegion } from '#lib/aws/region.ts';
import type { Aws } from '#lib/aws/session.ts';
import type { TallySum } from '#lib/aws/tally.ts';
import type { Config } from '#lib/config.ts';
import type { Database } from '#lib/db.ts';
import type { OwedWindow } from '#lib/metrics/windows.ts';
import type { RunPurpose, RunStatus, Span } from '#lib/store/runs.ts';
import type { Clock } from '#lib/time.ts';
import type { CollectedAccount } from './accounts/members.ts';

/** Which run a piece of work is of, and which of the run's pieces it is. */
type PieceOf = { run: number; key: string; account: string; region: string };
/** Series by their ids, a list for each call. Window in epoch ms. */
export type MetricUnit = PieceOf & { window: OwedWindow; batches: readonly (readonly number[])[] };
/** Log files of a trail, by their keys. */
export type LogUnit = PieceOf & { source: number; logFiles: readonly string[] };
/** A piece of a run that any worker may do. */
export type Unit = MetricUnit | LogUnit;

/** What a unit came to. Its calls are metered already. `left`: how much of it was not even tried, since its worker was asked to stop or may not. */
export type UnitReport = {
  left: number;
  counts: Record<string, number>;
  failures: { failure: CallFailure; about: FailureAbout }[];
  tally: TallySum;
};

/** Has units done by whichever workers are free. */
export type Units = {
  /** @returns for each, its report; null when nobody did it */
  share(units: readonly Unit[], signal: AbortSignal): Promise<(UnitReport | null)[]>;
};

/** Everything a collector may touch, for one account in one Region. */
export type PlaceContext = {
  account: CollectedAccount;
  region: string;
  aws: Aws;
  db: Database;
  clock: Clock;
  config: Config;
  log: Logger;
  /** Aborted when the process is asked to stop: a collector then ends after the page it is at. */
  signal: AbortSignal;
  /** Wall time after which a pass leaves what can wait to the next one. None: it does all there is. */
  boundMs?: number;
  /** The id that runs carry of the worker that does them. */
  worker?: string;
  units?: Units;
  /** Nothing is collected here but the log files of trails: a bucket that the configuration names, and whoever may read it. */
  isBucketOnly?: true;
};

/** What a run of a collector is given: its calls are metered, its failures listed on it. */
export type RunContext = {
  id: number;
  place: { account: string; region: string };
  aws: AwsRegion;
  db: Database;
  clock: Clock;
  config: Config;
  log: Logger;
  signal: AbortSignal;
  /** Aborted with `signal`, and when the pass has taken long enough: for work that the next pass takes up where it was left. */
  patience: AbortSignal;
  /** Where other workers can take part; none on the command line. */
  units?: Units;
  /** Adds to one of the run's figures: read, written, unchanged, queries, points … */
  count(figure: string, by?: number): void;
  fail(failure: CallFailure, about?: FailureAbout): void;
};

/** What a piece of a run needs of it, in whichever process it is done. */
export type PieceRun = Pick<RunContext, 'aws' | 'db' | 'place' | 'clock' | 'patience' | 'count' | 'fail'>;

type FailureAbout = { subject?: string; seriesIds?: readonly number[]; window?: Span };

/** What one run did, for the command line. */
export type RunReport = {
  runId: number;
  collector: CollectorId;
  account: string;
  region: string;
  purpose: RunPurpose;
  window: Span | null;
  status: RunStatus;
  counts: Record<string, number>;
  calls: number;
  retries: number;
  /** Retries apart; the least that its windows and queries allow stands in `counts.minimumCalls`. */
  getMetricDataCalls: number;
  metricsRequested: number;
  statisticsRequested: number;
  priceUsd: number;
  priceEachUsd: number;
  seconds: number;
  failures: { operation: string; subject: string | null; word: string; code: string; message: string }[];
};

export type CollectorId =
  | 'organization'
  | 'regions'
  | 'inventory'
  | 'metrics'
  | 'workforce'
  | 'scaling'
  | 'alarms'
  | 'audit'
  | 'trails';

export type Collector = {
  id: CollectorId;
  /** How often it looks, in milliseconds of the clock. */
  everyMs: number;
  /** The AWS calls it makes. */
  calls: readonly CallRow[];
  /** @returns reports of its runs, or null when it has to wait for another collector's first look */
  collect(context: PlaceContext): Promise<RunReport[] | null>;
};
