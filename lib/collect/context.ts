import type { Logger } from 'pino';
import type { CallFailure, CallRow } from '#lib/aws/call.ts';
import type { AwsRegion } from '#lib/aws/region.ts';
import type { Aws } from '#lib/aws/session.ts';
import type { AccountConfig, Config } from '#lib/config.ts';
import type { Database } from '#lib/db.ts';
import type { RunPurpose, RunStatus, Span } from '#lib/store/runs.ts';
import type { Clock } from '#lib/time.ts';

/** Everything a collector may touch, for one account in one Region. */
export type PlaceContext = {
  account: AccountConfig;
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
  /** Adds to one of the run's figures: read, written, unchanged, queries, points … */
  count(figure: string, by?: number): void;
  fail(failure: CallFailure, about?: FailureAbout): void;
};

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
  priceUsd: number;
  seconds: number;
  failures: { operation: string; subject: string | null; word: string; code: string; message: string }[];
};

export type CollectorId = 'inventory' | 'metrics' | 'workforce' | 'scaling' | 'alarms' | 'audit';

export type Collector = {
  id: CollectorId;
  /** How often it looks, in milliseconds of the clock. */
  everyMs: number;
  /** The AWS calls it makes. */
  calls: readonly CallRow[];
  /** @returns reports of its runs, or null when it has to wait for another collector's first look */
  collect(context: PlaceContext): Promise<RunReport[] | null>;
};
