import { logFor, redactText } from './log.ts';
import { shared } from './process.ts';

type Warning = { at: number; part: string; text: string; fields: Readonly<Record<string, unknown>> };
type Sink = (warning: Warning) => Promise<void>;

const sink = (): { send: Sink | null } => shared('security warnings', () => ({ send: null }));

const redacted = (fields: Warning['fields']): Warning['fields'] =>
  Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [name, typeof value === 'string' ? redactText(value) : value]),
  );

/** Where security warnings go besides the log: to what waits for the log server, where trailwatch.yaml names one. */
export function passSecurityWarnings(send: Sink): void {
  sink().send = send;
}

/** A warning about security: a line of the log, and on its way to the log server. Callers bound how many there are. */
export function warnSecurity(part: string, fields: Warning['fields'], text: string): void {
  const log = logFor(part);
  log.warn(fields, text);
  sink()
    .send?.({ at: Date.now(), part, text: redactText(text), fields: redacted(fields) })
    .catch((error) => log.error({ err: error }, 'a security warning could not be kept for the log server'));
}
