import { terminalLine } from '../terminal.ts';

/** Of RFC 5424: 10 is security and authorization, 13 is log audit; 4 is a warning, 6 informational. */
type Facility = 10 | 13;
type Severity = 4 | 6;

/** One event. Texts may hold anything; a parameter of null is left out. */
export type LogMessage = {
  facility: Facility;
  severity: Severity;
  /** Epoch ms. */
  at: number;
  host: string;
  processId: string;
  /** What kind of event it is. */
  messageId: string;
  /** Structured data; a name is ours and at most 32 letters. */
  fields: readonly (readonly [name: string, value: string | null])[];
  text: string;
};

/** 32473 is the number that RFC 5612 keeps for documentation: Trailwatch has none of its own. */
const structuredDataId = 'trailwatch@32473';
/** Receivers of RFC 5425 should take this much. */
export const mostOctets = 8192;

const appName = 'trailwatch';
const byteOrderMark = '\uFEFF';
const longestValues = [4096, 2048, 1024, 512, 256, 128, 64];

/** A header field of printable ASCII, `-` for none. */
const token = (text: string, longest: number): string => text.replace(/[^\x21-\x7e]/g, '?').slice(0, longest) || '-';

/** No control character leaves: neither a line feed, which some receivers end a message at, nor what a terminal obeys. */
const visible = (text: string, longest: number): string => terminalLine(text.toWellFormed().slice(0, longest).toWellFormed());

const parameter = (name: string, value: string, longest: number): string =>
  `${name}="${visible(value, longest).replace(/["\\\]]/g, '\\$&')}"`;

/** What RFC 3339 cannot say (somebody has been at the table) is no time. */
const timestamp = (at: number): string => {
  const date = new Date(at);
  const text = Number.isNaN(date.getTime()) ? '-' : date.toISOString();
  return /^\d{4}-/.test(text) ? text : '-';
};

function encode({ fields, text, ...head }: LogMessage, longest: number): Buffer {
  const told = fields.filter((field): field is readonly [string, string] => field[1] !== null);
  const isCut = [...told.map(([, value]) => value), text].some((value) => value.length > longest);
  const parameters = [...told, ...(isCut ? [['cut', `values to ${longest} characters`] as const] : [])];
  const start = [
    `<${head.facility * 8 + head.severity}>1`,
    timestamp(head.at),
    token(head.host, 255),
    appName,
    token(head.processId, 128),
    token(head.messageId, 32),
    `[${[structuredDataId, ...parameters.map(([name, value]) => parameter(name, value, longest))].join(' ')}]`,
  ];
  return Buffer.from(`${start.join(' ')} ${byteOrderMark}${visible(text, longest)}`);
}

/** A message of RFC 5424, of at most 8,192 octets: longer values are cut, and the message says so. */
export function formatMessage(message: LogMessage): Buffer {
  const tries = longestValues.map((longest) => () => encode(message, longest));
  for (const attempt of tries) {
    const bytes = attempt();
    if (bytes.length <= mostOctets) return bytes;
  }
  return encode({ ...message, fields: message.fields.slice(0, 8) }, 64);
}

/** Octet counting of RFC 5425: how long it is, a space, the message. */
export const frame = (message: Buffer): Buffer => Buffer.concat([Buffer.from(`${message.length} `), message]);
