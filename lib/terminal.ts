/**
 * Names, tags and error messages come from AWS and from files: a terminal must print them and never obey them. Escaped as in JSON:
 * control characters of both sets (U+009B opens a command too), line separators, and marks that turn the direction of writing.
 */
const obeyed = /[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu;
const short: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t', '\b': '\\b', '\f': '\\f' };
const escaped = (char: string): string => short[char] ?? `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`;

/** One line for a terminal. */
export const terminalLine = (text: string): string => text.replace(obeyed, escaped);

/** Text of several lines for a terminal: line ends are its own. */
export const terminalText = (text: string): string => text.split('\n').map(terminalLine).join('\n');

/** A value as indented JSON that a terminal obeys nothing of. */
export const jsonLine = (value: unknown): string => terminalText(JSON.stringify(value, null, 2) ?? 'null');
