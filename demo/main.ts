import { parseArgs } from 'node:util';
import { clockFrom } from '#lib/time.ts';
import { accounts, readerKey } from './accounts.ts';
import { writeConfig } from './config-file.ts';
import { FaultPlan, parseFaults } from './faults.ts';
import { close, listen } from './listen.ts';
import { DenyList } from './permissions.ts';
import { compose } from './scenario/compose.ts';
import { createAccountServer } from './server.ts';

/** The demo account as a process: `node demo/main.ts --port 0 --home .trailwatch`. */
const flags = () =>
  parseArgs({
    options: {
      port: { type: 'string', default: '0' },
      home: { type: 'string', default: '.trailwatch' },
      seed: { type: 'string', default: 'trailwatch' },
      endpoints: { type: 'string', default: '40' },
      plain: { type: 'boolean', default: false },
      'finished-jobs': { type: 'string', default: '0' },
      busy: { type: 'string', default: '' },
      faults: { type: 'string', default: '' },
      deny: { type: 'string', default: '' },
      clock: { type: 'string', default: process.env.TRAILWATCH_DEMO_CLOCK ?? '' },
    },
  }).values;

/** @throws RangeError when a flag's text is no whole number in range */
function whole(flag: string, text: string, max: number): number {
  const number = Number(text);
  if (text !== '' && Number.isInteger(number) && number >= 0 && number <= max) return number;
  throw new RangeError(`--${flag} ${text}: expected a whole number from 0 to ${max}`);
}

/** A clock that runs is told with the wall time of its start, so that all who read it agree. */
const anchored = (clock: string): string => clock.replace(/^(from:[^@\s]+)(?=\s|$)/, `$1@${new Date().toISOString()}`);

/** `40@2026-11-30T05:00:00Z`: forty times the usual calls from then on. @throws RangeError for another text */
function busyOf(text: string) {
  if (text === '') return {};
  const [times = '', since = ''] = text.split('@');
  if (!Number.isFinite(Date.parse(since))) throw new RangeError(`--busy ${text}: expected <times>@<ISO time>`);
  return { busy: { times: whole('busy', times, 1000), since: Date.parse(since) } };
}

/** They ended before this month, so that an account started again within it has the same ones. */
function pastOf(count: number, now: number) {
  const date = new Date(now);
  return count === 0 ? {} : { finishedJobs: { count, before: Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), 1) } };
}

async function main(): Promise<void> {
  const values = flags();
  const clock = anchored(values.clock);
  const time = clockFrom({ TRAILWATCH_DEMO: '1', TRAILWATCH_DEMO_CLOCK: clock });
  const scale = {
    endpoints: whole('endpoints', values.endpoints, 100_000),
    isPlain: values.plain,
    ...busyOf(values.busy),
    ...pastOf(whole('finished-jobs', values['finished-jobs'], 1_000_000), time.now()),
  };
  const { server } = createAccountServer({
    scenario: compose({ seed: values.seed, scale }),
    clock: time,
    faults: new FaultPlan(parseFaults(values.faults)),
    denied: new DenyList(values.deny),
  });
  const port = await listen(server, whole('port', values.port, 65_535));
  const config = writeConfig(values.home);
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => close(server).then(() => process.exit(0)));
  const environment = {
    AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
    AWS_ACCESS_KEY_ID: readerKey.accessKeyId,
    AWS_SECRET_ACCESS_KEY: readerKey.secretAccessKey,
    AWS_REGION: accounts[0].regions[0],
    AWS_DEFAULT_REGION: accounts[0].regions[0],
    // Worker and web must read the very clock that the account lives by.
    ...(clock === '' ? {} : { TRAILWATCH_DEMO_CLOCK: clock }),
  };
  console.log(JSON.stringify({ ready: true, port, config, environment }));
}

main().catch((error: Error & { code?: string; port?: number }) => {
  console.error(`demo account: ${error.code === 'EADDRINUSE' ? `port ${error.port} is taken` : error.message}`);
  process.exit(1);
});
