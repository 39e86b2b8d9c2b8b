import { format } from 'node:util';
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
  'email',
  'databaseUrl',
  'DATABASE_URL',
];

/** Not behind two slashes: `user@host` of a URL without a password is no person. */
const address = /(?<!\/\/|[\w.!#$%&'*+=?^`{|}~-])[\w.!#$%&'*+=?^`{|}~-]+@(?:[a-z0-9-]{1,63}\.)+[a-z]{2,63}/gi;

/** Credentials inside connection strings and signed headers, and e-mail addresses, wherever a message carries them. */
export const redactText = (text: string): string =>
  text
    .replaceAll(/(\b[a-z][a-z0-9+.-]*:\/\/[^\s:/@]*):[^\s/@]+@/gi, '$1:[redacted]@')
    .replaceAll(/([?&]token=|\/(?:setup|invitation)#)[^\s&#"']+/gi, '$1[redacted]')
    .replaceAll(/\b(Signature|X-Amz-Security-Token|X-Amz-Signature)=[^\s&,"]+/gi, '$1=[redacted]')
    .replaceAll(address, '[address]');

const deepest = 5;
/** Errors of the database tell in fields of their own which row was in the way. */
const redactDeep = (value: unknown, depth = 0): unknown => {
  if (typeof value === 'string') return redactText(value);
  if (typeof value !== 'object' || value === null) return value;
  if (depth >= deepest) return '[deeper]';
  if (Array.isArray(value)) return value.map((each) => redactDeep(each, depth + 1));
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, redactDeep(each, depth + 1)]));
};

const redactError = (error: Error): unknown => redactDeep(pino.stdSerializers.err(error));

/** Whoever reads the file in a terminal must not be led astray: what JSON leaves as it is, is escaped as JSON can. */
const lines = (fd: number): { write: (line: string) => void } => {
  const file = pino.destination({ fd, sync: true });
  return { write: (line) => void file.write(`${terminalLine(line.trimEnd())}\n`) };
};

/** A command's standard output is its answer, which may be JSON itself. */
const stream = (): number => (process.env.TRAILWATCH_PROCESS === 'command' ? 2 : 1);

/** JSON lines on standard output, of a command on standard error; the level comes from LOG_LEVEL (default info). Secrets and e-mail addresses are cut by name and by shape. */
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

const consoleLevels = { error: 'error', warn: 'warn', info: 'info', log: 'info', debug: 'debug' } as const;

/** What libraries say to the console becomes lines of the log: otherwise their text, and hostile text in it, would stand there as it came. */
export function consoleToLog(part: string): void {
  for (const [name, level] of Object.entries(consoleLevels)) {
    console[name as keyof typeof consoleLevels] = (...said: unknown[]) => {
      const err = said.find((one) => one instanceof Error);
      const words = said.filter((one) => one !== err);
      logFor(part)[level](err ? { err } : {}, redactText(format(...words).trim()));
    };
  }
}
