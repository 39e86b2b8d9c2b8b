import type { ParseArgsOptionsConfig } from 'node:util';

/** 0 ok · 1 a finding or a fault · 2 wrong usage or configuration · 3 something it needs could not be reached. */
export const exitCodes = { ok: 0, fault: 1, usage: 2, unreachable: 3 } as const;
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** What a command is given. Human text goes through `say` (standard error under --json), machine output through `print`. */
export type Invocation = {
  positionals: readonly string[];
  options: Readonly<Record<string, string | boolean | undefined>>;
  /** --json: standard output carries `print`'s JSON and nothing else. */
  json: boolean;
  say: (line: string) => void;
  print: (value: unknown) => void;
  /** Aborted by Ctrl-C or SIGTERM. */
  signal: AbortSignal;
};

type Need = 'database' | 'aws';

/**
 * One command of `npm run trailwatch -- NAME`. `needs` says what the runner brings up first:
 * `database` sets DATABASE_URL (the running instance's, or PostgreSQL for the command's own lifetime, migrated);
 * `aws` adds the demo account where trailwatch.yaml names none (TRAILWATCH_CONFIG, endpoint and credentials in process.env).
 * A command that needs them only for some of what it does says so by what is asked.
 */
export type Command = {
  name: string;
  summary: string;
  /** Printed by --help after the summary: arguments, one example a line. */
  usage: string;
  options?: ParseArgsOptionsConfig;
  needs?: readonly Need[] | ((asked: Pick<Invocation, 'positionals' | 'options'>) => readonly Need[]);
  run: (invocation: Invocation) => Promise<ExitCode>;
};
