import type { TeamScope } from '#lib/auth/scope.ts';
import { shared } from '#lib/process.ts';
import { setup } from './setup.ts';
import { walled } from './walled.ts';

/** Whether people in CloudTrail events are shown under pseudonyms, as trailwatch.yaml says. */
export const arePeopleHidden = (): boolean => setup().people === 'pseudonyms';

/** What a person of CloudTrail is called where they are hidden. */
export const isPseudonym = (text: string): boolean => /^Person [0-9A-Z]{4}-[0-9A-Z]{4}$/.test(text);

/** What leads somewhere or names no person of AWS: a resource may bear anybody's name, and its links need it. */
const kept = new Set(
  'account region kind name team arn parent owner eventId eventName eventSource id email actorName actorId hash prevHash namespace metric'.split(
    ' ',
  ),
);
const wordPattern = /[\w.@+%-]+/g;
const isWord = (name: string): boolean => /^[\w.@+-]+$/.test(name);

/** JSON may write any letter as an escape; so written, no name would be found. */
const readable = (text: string): string =>
  text.includes('\\u') ? text.replace(/"(?:[^"\\]|\\.)*"/g, (literal) => unescaped(literal)) : text;

function unescaped(literal: string): string {
  try {
    return JSON.stringify(JSON.parse(literal));
  } catch {
    return literal;
  }
}

const decoded = (word: string): string => {
  try {
    return word.includes('%') ? decodeURIComponent(word) : word;
  } catch {
    return word;
  }
};

/** A word as it may be a name: itself, without what a URL did to it, and without what a sentence put behind it. */
const readings = (word: string): string[] => [word, decoded(word), word.replace(/[.-]+$/, '')];

type Visit = (text: string) => string;

/** The same value with each of its texts as `visit` gives it. */
function rewritten(value: unknown, visit: Visit): unknown {
  if (typeof value === 'string') return visit(value);
  if (Array.isArray(value)) return value.map((one) => rewritten(one, visit));
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype) return value;
  const isUser = 'kind' in value && value.kind === 'user';
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [
      key,
      typeof one === 'string' && kept.has(key) && !(isUser && key === 'name') ? one : rewritten(one, visit),
    ]),
  );
}

/** A pseudonym never changes, so what is known stays known; who is not may become a person with the next event. */
const known = (): Map<string, string> => shared('pseudonyms', () => new Map<string, string>());
const mostKnown = 100_000;

async function pseudonymsOf(scope: TeamScope, texts: ReadonlySet<string>): Promise<ReadonlyMap<string, string>> {
  const asked = [...texts].filter((text) => !known().has(text));
  if (asked.length === 0) return known();
  const { rows } = await walled<{ name: string; pseudonym: string }>(scope, {
    name: 'q:pseudonyms',
    text: 'select name, pseudonym from pseudonyms_of($1)',
    values: [asked],
  });
  if (known().size > mostKnown) known().clear();
  for (const { name, pseudonym } of rows) known().set(name, pseudonym);
  return known();
}

function textsIn(value: unknown): Set<string> {
  const texts = new Set<string>();
  rewritten(value, (text) => {
    const plain = readable(text);
    if (plain.length <= 256) texts.add(plain);
    for (const literal of plain.match(/"(?:[^"\\]|\\.)*"/g) ?? []) if (literal.length <= 258) texts.add(literal.slice(1, -1));
    for (const [word] of plain.matchAll(wordPattern)) for (const reading of readings(word)) texts.add(reading);
    return text;
  });
  return texts;
}

/** Puts pseudonyms in the place of names, wherever in a value they stand. */
function hiding(names: ReadonlyMap<string, string>, odd: readonly string[]): Visit {
  const inWord = (word: string): string => {
    for (const reading of readings(word)) {
      const pseudonym = names.get(reading);
      if (pseudonym) return pseudonym;
    }
    return word;
  };
  return (text) => {
    const whole = names.get(text);
    if (whole) return whole;
    let next = readable(text);
    for (const name of odd) {
      const pseudonym = names.get(name) ?? name;
      next = next.replaceAll(name, pseudonym).replaceAll(JSON.stringify(name).slice(1, -1), pseudonym);
    }
    next = next.replace(wordPattern, inWord);
    return next;
  };
}

/**
 * The same rows with every person whom CloudTrail names under a pseudonym, in every text but those that are addresses. Names are asked
 * for after the rows were read: no row holds a name that has no pseudonym yet.
 */
export async function withPseudonyms<T>(scope: TeamScope, value: T): Promise<T> {
  if (!arePeopleHidden()) return value;
  const texts = textsIn(value);
  const names = await pseudonymsOf(scope, texts);
  const present = [...texts].filter((text) => names.has(text));
  if (present.length === 0) return value;
  const odd = present.filter((name) => !isWord(name)).toSorted((a, b) => b.length - a.length);
  return rewritten(value, hiding(names, odd)) as T;
}

/** In SQL: the name that a parameter's pseudonym stands for, or the parameter itself. */
export const nameBehind = (parameter: string): string =>
  `coalesce((select p.name from person_name p where p.pseudonym = ${parameter}), ${parameter})`;

/** In SQL: those of a parameter's words by which events may be asked for. Where people are hidden, a name is none. */
export const namesAsked = (parameter: string): string =>
  arePeopleHidden()
    ? `(select array_agg(coalesce(p.name, w)) from unnest(${parameter}::text[]) w left join person_name p on p.pseudonym = w
        where not exists (select from person_name o where o.name = w))::text[]`
    : `${parameter}::text[]`;
