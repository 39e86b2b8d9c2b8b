import { type Logger, pino } from 'pino';
import { shared } from './process.ts';
import { terminalLine } from './terminal.ts';

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
    .replaceAll(/([?&]token=)[^\s&#"']+/gi, '$1[redacted]')
    .replaceAll(/\b(Signature|X-Amz-Security-Token|X-Amz-Signature)=[^\s&,"]+/gi, '$1=[redacted]');

/** PostgreSQL's details quote the row that failed. */
const redactError = (error: Error): object => ({
  ...pino.stdSerializers.err(error),
  detail: undefined,
  where: undefined,
  message: redactText(error.message),
  stack: error.stack ? redactText(error.stack) : undefined,
});

/** Whoever reads the file in a terminal must not be led astray: what JSON leaves as it is, is escaped as JSON can. */
const lines = (fd: number): { write: (line: string) => void } => {
  const file = pino.destination({ fd, sync: true });
  return { write: (line) => void file.write(`${terminalLine(line.trimEnd())}\n`) };
};

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
    lines(stream()),
  ),
);

/** A logger whose every line names its part: `logFor('collect.metrics')`. */
export const logFor = (part: string): Logger => log.child({ part });
