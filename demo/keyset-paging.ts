import { AwsError } from './aws-error.ts';
import { digestOf, openToken, sealToken } from './tokens.ts';

/** Where a list goes on: the time and the name of the last item it looked at. */
export type Position = { at: number; name: string };

/** What one page may look at without finding anything: AWS answers then, with the token and what it has. */
const mostLookedAt = 5000;

type Walk<T> = {
  items: Iterable<T & Position>;
  isWanted: (item: T & Position) => boolean;
  size: number;
  /** The request's parameters apart from token and size, as a digest: a token belongs to them alone. */
  parameters: string;
};

/** One page of an ordered list too long to be held. A page may be empty and still carry a token. */
export function walkPage<T>({ items, isWanted, size, parameters }: Walk<T>): { items: T[]; nextToken: string | undefined } {
  const found: T[] = [];
  let looked = 0;
  let last: Position | undefined;
  for (const item of items) {
    if (last && (found.length === size || looked === mostLookedAt)) {
      return { items: found, nextToken: sealToken(`${last.at}/${last.name}`, parameters) };
    }
    looked += 1;
    last = { at: item.at, name: item.name };
    if (isWanted(item)) found.push(item);
  }
  return { items: found, nextToken: undefined };
}

/**
 * The position that a token holds, null for the first page. `wasEmpty`: the page before was an empty one.
 * @throws AwsError ValidationException for a token of another list
 */
export function positionOf(token: unknown, parameters: string): (Position & { wasEmpty: boolean }) | null {
  if (token === undefined || token === null) return null;
  const match = /^(-?\d{1,16}(?:\.\d+)?)\/(.*?)(~?)$/.exec(openToken(token, parameters) ?? '');
  if (!match) throw new AwsError('ValidationException', 'Invalid pagination token.');
  return { at: Number(match[1]), name: match[2] ?? '', wasEmpty: match[3] === '~' };
}

/** The token of an empty page, where a filtered list answers one: now and then, and never two in a row. */
export function tokenOfEmptyPage(parameters: string, position: ReturnType<typeof positionOf>): string | undefined {
  if (!position || position.wasEmpty) return undefined;
  const { at, name } = position;
  return Number.parseInt(digestOf([parameters, at, name]).slice(0, 8), 16) % 4 === 0
    ? sealToken(`${at}/${name}~`, parameters)
    : undefined;
}
