import { type Logger, pino } from 'pino';
import { shared } from './process.ts';

const secretNames = [
  'password',
  'secret',
  'secretAccessKey',
  'SecretAccessKey',
  'sessionToken',
  'SessionToken',
  'externalId',
  'ExternalId',
  'authorization',
  'Authorization',
  'cookie',
  'set-cookie',
  'token',
  'databaseUrl',
  'DATABASE_URL',
];

/** Credentials inside connection strings and signed headers, wherever a message carries them. */
export const redactText = (text: string): string =>
  text
    .replaceAll(/(\b[a-z][a-z0-9+.-]*:\/\/[^\s:/@]*):[^\s/@]+@/gi, '$1:[redacted]@')
    .replaceAll(/\b(Signature|X-Amz-Security-Token|X-Amz-Signature)=[^\s&,"]+/gi, '$1=[redacted]');

const redactError = (error: Error): object => ({
  ...pino.stdSerializers.err(error),
  message: redactText(error.message),
  stack: error.stack ? redactText(error.stack) : undefined,
});

/** A command's standard output is its answer, which may be JSON itself. */
const stream = (): number => (process.env.TRAILWATCH_PROCESS === 'command' ? 2 : 1);

/** JSON lines on standard output, of a command on standard error; the level comes from LOG_LEVEL (default info). Secrets are cut by name and by shape. */
const log: Logger = shared('log', () =>
  pino(
    {
      level: process.env.LOG_LEVEL ?? 'info',
      base: { pid: process.pid },
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: { paths: secretNames.flatMap((name) => [`["${name}"]`, `*["${name}"]`, `*.*["${name}"]`]), censor: '[redacted]' },
      serializers: { err: redactError, error: redactError },
      hooks: {
        logMethod(inputs, method) {
          const cut = inputs.map((input) => (typeof input === 'string' ? redactText(input) : input));
          method.apply(this, cut as typeof inputs);
        },
      },
    },
    pino.destination({ fd: stream(), sync: true }),
  ),
);

/** A logger whose every line names its part: `logFor('collect.metrics')`. */
export const logFor = (part: string): Logger => log.child({ part });
