import { invalidParameter } from './lines.ts';

type Test = (message: string) => boolean;

/**
 * CloudWatch Logs' filter patterns: words and "phrases" that must all be there, `?word` of which one must, `-word` that
 * must not, and `{ $.member = "value" }` for lines that are JSON. Case counts.
 * @throws AwsError InvalidParameterException for patterns of another form
 */
export function patternTest(pattern: unknown): Test {
  if (pattern === undefined || pattern === null) return () => true;
  const text = String(pattern).trim();
  if (text === '') return () => true;
  if (text.startsWith('{')) return jsonTest(text);
  if (text.startsWith('[') || text.startsWith('%')) throw invalidParameter('Invalid filter pattern');
  const terms = [...text.matchAll(/([?-]?)(?:"((?:[^"\\]|\\.)*)"|([^\s"]+))/g)];
  if (terms.map(([whole]) => whole).join('').length !== text.replace(/\s+(?=(?:[^"]*"[^"]*")*[^"]*$)/g, '').length) {
    throw invalidParameter('Invalid filter pattern');
  }
  const wordsWith = (sign: string): string[] =>
    terms.filter(([, mark]) => mark === sign).map(([, , phrase, word]) => phrase?.replace(/\\(.)/g, '$1') ?? word ?? '');
  const [all, any, none] = [wordsWith(''), wordsWith('?'), wordsWith('-')];
  return (message) =>
    all.every((word) => message.includes(word)) &&
    // Beside a word that must be there, words of which one must be there say nothing.
    (all.length > 0 || any.length === 0 || any.some((word) => message.includes(word))) &&
    !none.some((word) => message.includes(word));
}

function jsonTest(text: string): Test {
  const match = /^\{\s*\$\.([A-Za-z0-9_.]+)\s*(=|!=)\s*(?:"((?:[^"\\]|\\.)*)"|([^\s"}]+))\s*\}$/.exec(text);
  if (!match) throw invalidParameter('Invalid filter pattern');
  const [, path = '', operator, quoted, bare] = match;
  const wanted = quoted ?? bare ?? '';
  return (message) => {
    const value = memberOf(message, path);
    if (value === undefined) return false;
    const isSame = wanted.endsWith('*') ? String(value).startsWith(wanted.slice(0, -1)) : String(value) === wanted;
    return isSame === (operator === '=');
  };
}

function memberOf(message: string, path: string): unknown {
  if (!message.startsWith('{')) return undefined;
  try {
    return path
      .split('.')
      .reduce<unknown>((value, name) => (value as Record<string, unknown> | undefined)?.[name], JSON.parse(message));
  } catch {
    return undefined;
  }
}
