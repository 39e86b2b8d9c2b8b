import { parse, stringify } from 'yaml';
import { demoConfig } from '#demo/config-file.ts';
import type { Place } from '#demo/scenario/types.ts';
import { openAws } from '#lib/aws/session.ts';
import { parseConfig } from '#lib/config.ts';
import type { Database } from '#lib/db.ts';
import { logFor } from '#lib/log.ts';
import type { Clock } from '#lib/time.ts';
import type { PlaceContext } from '../context.ts';
import { type Collecting, placesOf } from '../cycle.ts';

/** The demo's trailwatch.yaml, of one account and Region only, and of no bucket. */
export function configFor({ account, region }: Place): string {
  const {
    organization: _,
    audit: __,
    ...whole
  } = parse(demoConfig()) as {
    accounts: { id: string; regions: string[] }[];
    organization: object;
    audit: object;
  };
  const accounts = whole.accounts.filter((one) => one.id === account).map((one) => ({ ...one, regions: [region] }));
  return stringify({ ...whole, accounts });
}

/** A worker's surroundings in this process: the configuration as written, the SDK's environment as a worker has it. */
export function collectingWith(options: {
  configText: string;
  environment: Record<string, string>;
  db: Database;
  clock: Clock;
  /** Tests do not wait for quotas unless they are about them. */
  pace?: number;
}): Collecting & { place: PlaceContext; close(): void } {
  Object.assign(process.env, options.environment);
  const aws = openAws(options.clock, options.pace ?? 100);
  const config = parseConfig(options.configText, 'test.yaml');
  const stop = new AbortController();
  const collecting = { config, aws, db: options.db, clock: options.clock, log: logFor('test'), signal: stop.signal };
  const [place] = placesOf(collecting);
  if (!place) throw new RangeError('the configuration names no place');
  return {
    ...collecting,
    place,
    close() {
      stop.abort();
      aws.close();
    },
  };
}
