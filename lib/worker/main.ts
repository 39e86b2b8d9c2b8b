import { loadConfig } from '#lib/config.ts';
import { logFor } from '#lib/log.ts';
import { clockFrom } from '#lib/time.ts';
import { runWorker } from './run.ts';

/** The worker process: `node lib/worker/main.ts` with DATABASE_URL, AWS credentials and trailwatch.yaml. Any number may run. */
async function main(): Promise<void> {
  const stopping = new AbortController();
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => stopping.abort());
  await runWorker({
    config: loadConfig(),
    databaseUrl: process.env.DATABASE_URL ?? '',
    clock: clockFrom(process.env),
    signal: stopping.signal,
  });
  process.exit(0);
}

main().catch((error: Error) => {
  logFor('worker').fatal({ err: error }, 'the worker cannot go on');
  process.exitCode = 1;
  setTimeout(() => process.exit(), 500).unref();
});
