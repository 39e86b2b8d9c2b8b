import { createHash } from 'node:crypto';

/**
 * Page tokens: opaque, and bound by a digest to the request's other parameters, so that a token made up
 * or taken from another list is refused.
 */
export function sealToken(position: string, parameters: unknown): string {
  return Buffer.from(`${position}.${digestOf([position, parameters])}`).toString('base64url');
}

/** @returns the position, or undefined when the token is not one of these parameters */
export function openToken(token: unknown, parameters: unknown): string | undefined {
  const text = Buffer.from(String(token), 'base64url').toString('latin1');
  const dot = text.lastIndexOf('.');
  const position = text.slice(0, dot);
  return dot > 0 && text.slice(dot + 1) === digestOf([position, parameters]) ? position : undefined;
}

/**
 * Binds the token of a list to the place and operation that gave it: lists of one form could read each other's positions.
 * @param owner account, Region and operation
 */
export const ownToken = (token: string, owner: string): string => `${token}.${digestOf([token, owner])}`;

/** The token as the operation gave it, or one that no operation gave when it is another owner's. */
export function disownToken(token: string, owner: string): string {
  const inner = token.slice(0, Math.max(0, token.lastIndexOf('.')));
  return ownToken(inner, owner) === token ? inner : 'foreign';
}

/** The parameters of a request that must not change from page to page. */
export const parametersOf = (input: Record<string, unknown>, free: readonly string[]): string =>
  digestOf(Object.fromEntries(Object.entries(input).filter(([name, value]) => value !== undefined && !free.includes(name))));

/** The same for equal values, whatever the order of their members. */
export const digestOf = (value: unknown): string =>
  createHash('sha256')
    .update(
      JSON.stringify(value, (_, member) => (isRecord(member) ? Object.fromEntries(Object.entries(member).sort(byName)) : member)),
    )
    .digest('hex')
    .slice(0, 24);

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const byName = ([a]: [string, unknown], [b]: [string, unknown]): number => (a < b ? -1 : 1);
