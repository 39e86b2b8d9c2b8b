import type { LogMessage } from './message.ts';

/** A warning of a process about its own security. */
export type SecurityWarning = {
  /** Epoch ms. */
  at: number;
  /** Which part of Trailwatch warns: "http", "journal". */
  part: string;
  text: string;
  fields: Readonly<Record<string, unknown>>;
};

const told = (value: unknown): string => (typeof value === 'string' ? value : (JSON.stringify(value) ?? ''));

export const warningMessage = ({ at, part, text, fields }: SecurityWarning, host: string): LogMessage => ({
  facility: 10,
  severity: 4,
  at,
  host,
  processId: part,
  messageId: 'warning',
  // A name is the code's own, never a stranger's; what is none all the same is held to what RFC 5424 takes.
  fields: Object.entries(fields)
    .slice(0, 16)
    .map(([name, value]) => [name.replace(/[^A-Za-z0-9]/g, '_').slice(0, 32) || '_', told(value)]),
  text,
});
