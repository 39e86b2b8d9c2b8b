import { type Aws, openAws } from '#lib/aws/session.ts';
import { type Examined, examine, isWell } from '#lib/collect/accounts/examine.ts';
import { findPlaces } from '#lib/collect/accounts/probe-places.ts';
import type { PlaceContext } from '#lib/collect/context.ts';
import { eachAtOnce } from '#lib/collect/each.ts';
import { type ExaminedBucket, examineBucket } from '#lib/collect/trails/examine-bucket.ts';
import { loadConfig, namesAccounts } from '#lib/config.ts';
import { TrailwatchError } from '#lib/errors.ts';
import { clockFrom } from '#lib/time.ts';
import { type Command, exitCodes, type Invocation } from '../command.ts';
import { bucketLines, clockLines, organizationLines, placeLines } from '../doctor-lines.ts';
import { progressBar } from '../progress.ts';

const placesAtOnce = 4;

/** Places beside each other, each told as soon as it is through. */
async function examineAll(
  aws: Aws,
  places: readonly Pick<PlaceContext, 'account' | 'region'>[],
  { json, say, signal }: Invocation,
): Promise<Examined[]> {
  const bar = progressBar();
  const all: Examined[] = [];
  const show = () => bar.show({ done: all.length, total: places.length, note: `${all.length} of ${places.length} places` });
  const work = async ({ account, region }: (typeof places)[number]): Promise<void> => {
    show();
    const tried = await examine(aws, account, region);
    all.push(tried);
    bar.clear();
    if (!json) for (const line of placeLines(tried)) say(line);
  };
  await eachAtOnce(places, placesAtOnce, work, signal);
  bar.clear();
  return all;
}

export const command: Command = {
  name: 'doctor',
  summary: 'Try credentials, roles and every AWS call that Trailwatch makes; say what is missing and what stays dark',
  usage:
    'npm run trailwatch -- doctor [--account ID] [--json]\nAsks the cheapest question of each call, in every account and Region, those of the organization included, and of each bucket of audit.sources.\nExit status: 0 all allowed, 1 something is missing.',
  options: { account: { type: 'string' } },
  needs: ['aws'],
  async run(invocation) {
    const { options, json, say, print } = invocation;
    const config = loadConfig();
    if (!namesAccounts(config)) {
      throw new TrailwatchError('invalid', 'trailwatch.yaml names no account', { mend: 'add one under `accounts:`' });
    }
    const aws = openAws(clockFrom(process.env));
    try {
      const { places, failure } = await findPlaces({ config, aws });
      const asked = places.filter(({ account }) => options.account === undefined || account.id === options.account);
      if (asked.length === 0 && options.account !== undefined && !failure) {
        throw new TrailwatchError('invalid', `--account ${options.account} is none that is collected`);
      }
      const all = await examineAll(aws, asked, invocation);
      if (failure) for (const line of organizationLines(failure)) say(line);
      const buckets: ExaminedBucket[] = [];
      for (const source of options.account === undefined ? config.audit.sources : []) {
        const examined = await examineBucket(aws, source);
        buckets.push(examined);
        if (!json) for (const line of bucketLines(examined)) say(line);
      }
      for (const line of clockLines(aws.skewMs())) say(line);
      if (json) print({ organization: failure, skewMs: aws.skewMs(), places: all, buckets });
      const isWhole = all.every(({ isOff, results }) => isOff || results.every(isWell));
      const areRead = buckets.every(({ results }) => results.every(isWell));
      return !failure && isWhole && areRead ? exitCodes.ok : exitCodes.fault;
    } finally {
      aws.close();
    }
  },
};
