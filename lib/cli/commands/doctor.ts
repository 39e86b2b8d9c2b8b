import type { AwsRegion } from '#lib/aws/region.ts';
import { openAws } from '#lib/aws/session.ts';
import { createTally } from '#lib/aws/tally.ts';
import { type ProbeResult, probesFor, tryProbe } from '#lib/collect/probes.ts';
import { loadConfig } from '#lib/config.ts';
import { TrailwatchError } from '#lib/errors.ts';
import { clockFrom } from '#lib/time.ts';
import { type Command, exitCodes } from '../command.ts';

const isWell = ({ word }: ProbeResult): boolean => word === 'allowed';

/** Without an identity every other answer would be the same one. */
async function examine(aws: AwsRegion, now: number): Promise<ProbeResult[]> {
  const [first, ...rest] = probesFor(aws, now);
  if (!first) return [];
  const identity = await tryProbe(aws, first);
  return isWell(identity) ? [identity, ...(await Promise.all(rest.map((probe) => tryProbe(aws, probe))))] : [identity];
}

function* tell(name: string, results: readonly ProbeResult[]): Generator<string> {
  const [identity] = results;
  if (!identity) return;
  const well = results.filter(isWell).length;
  yield `${name} ${identity.account} ${identity.region}: ${well} of ${results.length} calls allowed`;
  for (const { operation, action, word, feeds, failure } of results.filter((result) => !isWell(result))) {
    yield `  ${word}: ${action ?? operation}. Stays dark: ${feeds}.`;
    yield `    ${failure?.operation} ${failure?.code}: ${failure?.message}`;
  }
}

export const command: Command = {
  name: 'doctor',
  summary: 'Try credentials, roles and every AWS call that Trailwatch makes; say what is missing and what stays dark',
  usage:
    'npm run trailwatch -- doctor [--json]\nAsks the cheapest question of each call. Exit status: 0 all allowed, 1 something is missing.',
  needs: ['aws'],
  async run({ json, say, print }) {
    const config = loadConfig();
    if (config.accounts.length === 0) {
      throw new TrailwatchError('invalid', 'trailwatch.yaml names no account', { mend: 'add one under `accounts:`' });
    }
    const clock = clockFrom(process.env);
    const aws = openAws(clock);
    try {
      const places = config.accounts.flatMap((account) => account.regions.map((region) => ({ account, region })));
      const all = await Promise.all(
        places.map(async ({ account, region }) => {
          const results = await examine(aws.region(account, region, createTally()), clock.now());
          if (!json) for (const line of tell(account.name, results)) say(line);
          return results;
        }),
      );
      const results = all.flat();
      if (json) print(results);
      return results.every(isWell) ? exitCodes.ok : exitCodes.fault;
    } finally {
      aws.close();
    }
  },
};
