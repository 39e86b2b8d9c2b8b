import { format, stripVTControlCharacters } from 'node:util';
import { logFor } from '../log.ts';

const levels = { debug: 'debug', log: 'info', info: 'info', warn: 'warn', error: 'error' } as const;

/**
 * What Next and Better Auth say on the console goes through our log: an error there would be many lines, with whatever a request or the
 * database put into them.
 */
export function consoleToLog(): void {
  const log = logFor('next');
  for (const [name, level] of Object.entries(levels)) {
    console[name as keyof typeof levels] = (...said: unknown[]) => {
      const err = said.find((one) => one instanceof Error);
      const text = stripVTControlCharacters(format(...said.filter((one) => one !== err))).trim();
      if (err) log[level]({ err }, text);
      else if (text !== '') log[level](text);
    };
  }
}
