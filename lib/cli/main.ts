import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ConfigError } from '../config.ts';
import { TrailwatchError } from '../errors.ts';
import { openRuntime } from '../launch/runtime.ts';
import { settleDatabaseSecrets } from '../secret.ts';
import { jsonLine, terminalLine, terminalText } from '../terminal.ts';
import { type Command, type ExitCode, exitCodes, type Invocation } from './command.ts';
import { commands } from './commands.ts';

const root = join(import.meta.dirname, '../..');
const common = { json: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } } as const;

const listCommands = async (): Promise<string> => {
  const loaded = await Promise.all(Object.values(commands).map(async (load) => (await load()).command));
  const width = Math.max(...loaded.map(({ name }) => name.length));
  const lines = loaded.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`);
  return ['npm run trailwatch -- COMMAND [--json] [--help]', '', ...lines, ''].join('\n');
};

/** Two signals within a second are one Ctrl-C that came two ways; a later one ends at once. */
const interruption = (): AbortSignal => {
  const controller = new AbortController();
  let firstAt = 0;
  const interrupt = (name: NodeJS.Signals) => {
    if (controller.signal.aborted && Date.now() - firstAt > 1000) process.exit(exitCodes.fault);
    if (!controller.signal.aborted) firstAt = Date.now();
    controller.abort(new TrailwatchError('unavailable', `stopped by ${name}`));
  };
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, interrupt);
  return controller.signal;
};

const parse = (command: Command, args: string[]): Invocation & { help: boolean } => {
  const { values, positionals } = parseArgs({ args, options: { ...common, ...command.options }, allowPositionals: true });
  const json = values.json === true;
  return {
    positionals,
    options: values as Invocation['options'],
    json,
    help: values.help === true,
    say: (line) => (json ? process.stderr : process.stdout).write(`${terminalLine(line)}\n`),
    print: (value) => process.stdout.write(`${jsonLine(value)}\n`),
    signal: interruption(),
  };
};

const codeOf = (error: unknown): ExitCode => {
  if (error instanceof ConfigError) return exitCodes.usage;
  if (error instanceof TrailwatchError) {
    if (error.code === 'invalid') return exitCodes.usage;
    return error.code === 'unavailable' ? exitCodes.unreachable : exitCodes.fault;
  }
  const code = (error as NodeJS.ErrnoException).code ?? '';
  if (code.startsWith('ERR_PARSE_ARGS')) return exitCodes.usage;
  return ['ECONNREFUSED', 'ENOTFOUND', 'ETIMEDOUT'].includes(code) ? exitCodes.unreachable : exitCodes.fault;
};

const explained = (error: unknown): string => {
  if (error instanceof TrailwatchError) return error.mend ? `${error.message}\n${error.mend}` : error.message;
  const { code, message, stack } = error as NodeJS.ErrnoException;
  return code ? message || code : (stack ?? message);
};

/** Before PostgreSQL itself stops: a connection that it has to cut is a warning in the log. */
const leaveDatabase = async (): Promise<void> => {
  const { closeDatabase, database } = await import('../db.ts');
  await closeDatabase(database());
};

const runCommand = async (command: Command, args: string[]): Promise<ExitCode> => {
  const invocation = parse(command, args);
  if (invocation.help) {
    for (const line of [command.summary, '', ...command.usage.split('\n'), '']) invocation.say(line);
    return exitCodes.ok;
  }
  const needs = typeof command.needs === 'function' ? command.needs(invocation) : (command.needs ?? []);
  settleDatabaseSecrets(process.env);
  const runtime = await openRuntime({
    root,
    environment: process.env,
    needs,
    say: (line) => process.stderr.write(`${terminalText(line)}\n`),
  });
  try {
    Object.assign(process.env, runtime.variables);
    return await command.run(invocation);
  } finally {
    if (needs.includes('database')) await leaveDatabase();
    await runtime.close();
  }
};

/** @returns the exit code: 0 ok · 1 a finding or a fault · 2 usage or configuration · 3 unreachable */
async function main([name, ...args]: string[]): Promise<ExitCode> {
  const load = name && Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (load) return runCommand((await load()).command, args);
  const isHelp = name === '--help' || name === '-h' || name === 'help';
  (isHelp ? process.stdout : process.stderr).write(
    `${name && !isHelp ? `unknown command ${terminalLine(name)}\n\n` : ''}${await listCommands()}`,
  );
  return isHelp ? exitCodes.ok : exitCodes.usage;
}

main(process.argv.slice(2))
  .catch((error: unknown) => {
    process.stderr.write(`\n${terminalText(explained(error))}\n`);
    return codeOf(error);
  })
  .then((code) => {
    process.exitCode = code;
    // What a command left open (an idle pool) must not hold the terminal.
    process.stdout.write('', () => process.exit());
  });
